CREATE MATERIALIZED VIEW order_status_now (
    CONSTRAINT status_is_known
        EXPECT (status in ('placed', 'paid', 'shipped', 'delivered', 'cancelled')) ON VIOLATION QUARANTINE
)
COMMENT 'How many orders stand where, and since when the oldest waits'
AS
select
    status,
    count(*) as orders,
    sum(total) as value,
    min(updated_at) as oldest
from processed.orders
group by status
