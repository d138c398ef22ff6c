CREATE MATERIALIZED VIEW revenue_by_day (
    CONSTRAINT revenue_is_not_negative EXPECT (revenue >= 0) ON VIOLATION FAIL UPDATE,
    CONSTRAINT country_is_a_code EXPECT (length(country) = 2) ON VIOLATION QUARANTINE
)
COMMENT 'What was paid, by day (UTC) and the customer''s country'
AS
select
    cast(p.paid_at as date) as day,
    c.country,
    count(*) as payments,
    sum(p.amount) as revenue
from processed.payments p
join processed.orders o on o.id = p.order_id
join processed.customers c on c.id = o.customer_id
group by cast(p.paid_at as date), c.country
