CREATE MATERIALIZED VIEW best_customers
AS
select
    c.id as customer_id,
    c.name,
    count(*) as orders,
    sum(o.total) as spent
from processed.customers c
join processed.orders o on o.customer_id = c.id
where o.paid
group by c.id, c.name
