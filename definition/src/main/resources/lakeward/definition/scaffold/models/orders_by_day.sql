-- A model is one SELECT whose result is kept up to date. What SQL it may use is in docs/sql.md.
CREATE MATERIALIZED VIEW orders_by_day (
    -- What must hold of each row; a row that breaks it goes to quarantine.orders_by_day.
    CONSTRAINT not_negative EXPECT (revenue >= 0) ON VIOLATION QUARANTINE
)
COMMENT 'Orders and what they bring, by day (UTC)'
AS
select
    cast(created_at as date) as day,
    count(*) as orders,
    count(*) filter (where paid) as paid,
    sum(total) as revenue
from processed.orders
group by cast(created_at as date)
