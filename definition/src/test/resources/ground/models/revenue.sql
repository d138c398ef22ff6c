-- Ümlauts before the statement count as one character each.
CREATE MATERIALIZED VIEW revenue (
    CONSTRAINT positive EXPECT (revenue >= 0) ON VIOLATION DROP ROW
)
COMMENT 'Revenue by customer'
AS
select
    c.name,
    sum(o.total) as revenue
from processed.orders o
join processed.clients c on c.id = o.customer_id
where c.name <> 'Müller'
group by c.name
