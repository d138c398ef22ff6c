CREATE MATERIALIZED VIEW customer_lifetime_value (
    CONSTRAINT one_order_at_least EXPECT (orders >= 1),
    CONSTRAINT nothing_below_zero EXPECT (spent >= 0) ON VIOLATION FAIL UPDATE
)
COMMENT 'What each customer has ordered so far, cancelled orders left out'
AS
select
    c.id as customer_id,
    c.country,
    count(*) as orders,
    sum(o.total) as spent,
    cast(sum(o.total) as double) / nullif(count(*), 0) as average_order,
    min(o.created_at) as first_order_at,
    max(o.created_at) as last_order_at
from processed.customers c
join processed.orders o on o.customer_id = c.id
where o.status <> 'cancelled'
group by c.id, c.country
