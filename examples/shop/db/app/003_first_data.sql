-- 300 products, 2,000 customers and 2,000 orders of the last 30 days.

select setseed(0.42);

insert into products (sku, name, category, price, weight_kg, thumbnail, active)
select 'SKU-' || lpad(n::text, 5, '0'),
       shop.pick(array['Café', 'Blåbær', 'Crème', 'Straße', 'Öko', 'Классика', 'Zen', 'Nordic', 'Déjà Vu', 'Piñata']) || ' '
           || shop.pick(array['Mug', 'Lamp', 'Chair', 'Shirt', 'Notebook', 'Backpack', 'Teapot', 'Blanket']) || ' ' || n,
       shop.pick(array['home', 'clothing', 'office', 'kitchen', 'outdoor']),
       round((3 + 197 * power(random(), 3))::numeric, 2),
       case when random() < 0.9 then round((0.05 + 12 * random())::numeric, 3) end,
       case when random() < 0.5 then decode(md5(n || ':' || random()), 'hex') end,
       random() < 0.97
from generate_series(1, 300) n;

-- Customers and orders one after the other in time, as they would have come.
do $$
declare
    start  timestamptz := date_trunc('second', now()) - interval '30 days';
    number bigint;
    at     timestamptz;
begin
    for n in 1 .. 2000 loop
        perform shop.new_customer(start - interval '300 days' + n * interval '3 hours 36 minutes');
    end loop;
    for n in 1 .. 2000 loop
        at := start + n * interval '21 minutes';
        number := shop.new_order(shop.dice(2000), at);
        if random() < 0.92 then
            perform shop.pay(number, at + interval '20 minutes' * random());
            if n < 1900 then
                update orders set status = case when n < 1600 then 'delivered' else 'shipped' end::order_status,
                    updated_at = at + interval '8 hours' where id = number;
            end if;
            if n < 1600 and random() < 0.06 then
                perform shop.return_line(number, at + interval '4 days');
            end if;
        elsif random() < 0.3 then
            update orders set status = 'cancelled', updated_at = at + interval '1 hour' where id = number;
        end if;
    end loop;
end $$;

analyze;
