-- The shop's customers, made up: each call of shop.tick() is one thing that happens, in one transaction.
-- All chance comes from random(), so that setseed() repeats a run.

create schema shop;

-- Returns a whole number from 1 to n.
create function shop.dice(n bigint) returns bigint language sql volatile as
$$ select 1 + floor(random() * n)::bigint $$;

-- Returns one of the choices.
create function shop.pick(choices text[]) returns text language sql volatile as
$$ select choices[shop.dice(cardinality(choices))] $$;

create function shop.new_customer(at timestamptz) returns bigint language plpgsql as $$
declare
    given  text := shop.pick(array['Ana', 'Jürgen', 'Zoë', 'Łukasz', 'Søren', 'Chloé', 'Željka', 'Renée', 'Ελένη', 'Björn', 'Iñaki', '美咲']);
    family text := shop.pick(array['Müller', 'Nowak', 'García', 'Dubois', 'Rossi', 'Jensen', 'Horváth', 'Papadopoulou', '佐藤', 'O''Neill']);
    number bigint := nextval(pg_get_serial_sequence('public.customers', 'id'));
begin
    insert into customers (id, email, name, country, preferences, created_at, updated_at)
    values (
        number,
        'customer' || number || '@shop.example',
        given || ' ' || family,
        -- Germany and France buy most.
        shop.pick(array['DE', 'DE', 'DE', 'FR', 'FR', 'ES', 'IT', 'PL', 'NL', 'SE', 'GR', 'JP']),
        jsonb_build_object('newsletter', random() < 0.4, 'size', shop.pick(array['S', 'M', 'L'])),
        at, at);
    return number;
end $$;

-- Adds up to four lines to a new order.
create function shop.new_order(customer bigint, at timestamptz) returns bigint language plpgsql as $$
declare
    number  bigint;
    bought  products;
    lines   integer := shop.dice(4);
    amount  integer;
    sum     numeric(12,2) := 0;
begin
    insert into orders (customer_id, note, created_at, updated_at)
    values (customer, case when random() < 0.05 then shop.pick(array['Bitte klingeln', 'gift 🎁', 'à laisser chez le voisin']) end, at, at)
    returning id into number;
    for n in 1 .. lines loop
        -- The square makes a few products sell best.
        select * into bought from products
        where id >= 1 + floor(power(random(), 2) * (select max(id) from products)) and active order by id limit 1;
        continue when not found;
        amount := shop.dice(3);
        insert into order_lines values (number, n, bought.id, amount, bought.price);
        sum := sum + amount * bought.price;
    end loop;
    update orders set total = sum where id = number;
    return number;
end $$;

create function shop.pay(number bigint, at timestamptz) returns void language plpgsql as $$
begin
    insert into payments (id, order_id, method, amount, paid_at)
    select md5(number || ':' || random())::uuid, id, shop.pick(array['card', 'card', 'transfer', 'wallet'])::payment_method, total, at
    from orders where id = number and total > 0;
    update orders set status = 'paid', updated_at = at where id = number;
end $$;

create function shop.return_line(number bigint, at timestamptz) returns void language sql as $$
    insert into returns (order_id, line, quantity, reason, returned_on, created_at)
    select order_id, line, shop.dice(quantity),
           shop.pick(array['too small', 'too large', 'damaged', 'ne plaît pas', null]), at::date, at
    from order_lines where order_id = number order by line limit 1
$$;

-- Returns an order in this status, an old one rather than a new one, or null if there is none.
create function shop.some_order(wanted order_status) returns bigint language sql volatile as $$
    select id from orders where status = wanted order by id offset shop.dice(5) - 1 limit 1
$$;

-- One thing that happens in the shop.
create function shop.tick() returns void language plpgsql as $$
declare
    -- A volatile function in a WHERE clause would be called for every row: numbers are drawn before.
    chance double precision := random();
    number bigint;
begin
    if chance < 0.30 then
        number := shop.new_order(shop.dice((select max(id) from customers)), now());
        if random() < 0.5 then
            perform shop.pay(number, now());
        end if;
    elsif chance < 0.44 then
        number := shop.some_order('placed');
        if random() < 0.1 then
            update orders set status = 'cancelled', updated_at = now() where id = number;
        else
            perform shop.pay(number, now());
        end if;
    elsif chance < 0.69 then
        number := shop.some_order('paid');
        update orders set status = 'shipped', updated_at = now() where id = number;
    elsif chance < 0.91 then
        number := shop.some_order('shipped');
        update orders set status = 'delivered', updated_at = now() where id = number;
    elsif chance < 0.94 then
        number := shop.dice((select max(id) from orders));
        perform shop.return_line(id, now()) from orders
        where status = 'delivered' and id >= number order by id limit 1;
    elsif chance < 0.96 then
        number := shop.dice((select max(id) from products));
        update products set price = greatest(0.50, round(price * (0.9 + 0.2 * random())::numeric, 2)), updated_at = now()
        where id = number;
    elsif chance < 0.98 then
        perform shop.new_customer(now());
    elsif chance < 0.99 then
        -- Customers move and change their minds; their number stays.
        number := shop.dice((select max(id) from customers));
        update customers set country = shop.pick(array['DE', 'FR', 'AT', 'BE', 'PT']),
            preferences = preferences || jsonb_build_object('newsletter', random() < 0.4), updated_at = now()
        where id = number;
    else
        -- A line is taken off an order that is not paid yet.
        number := shop.some_order('placed');
        delete from order_lines where order_id = number and line > 1
            and line = (select max(line) from order_lines where order_id = number);
        update orders set updated_at = now(),
            total = (select coalesce(sum(quantity * unit_price), 0) from order_lines where order_id = number)
        where id = number;
    end if;
end $$;
