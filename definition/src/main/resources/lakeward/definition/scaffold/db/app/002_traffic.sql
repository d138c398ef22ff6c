-- One thing that happens: an order is placed, or one is paid.
create function tick() returns void language sql as $$
    insert into orders (customer_id, total)
    select 1 + floor(3 * random())::bigint, round((5 + 95 * random())::numeric, 2);

    update orders set paid = true
    where id = (select min(id) from orders where not paid) and random() < 0.8;
$$;
