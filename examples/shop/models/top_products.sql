CREATE MATERIALIZED VIEW top_products (
    CONSTRAINT something_was_sold EXPECT (units > 0) ON VIOLATION DROP ROW
)
COMMENT 'The ten products of each category that brought most'
AS
with sold as (
    select
        l.product_id,
        sum(l.quantity) as units,
        sum(l.quantity * l.unit_price) as revenue
    from processed.order_lines l
    join processed.orders o on o.id = l.order_id
    where o.status <> 'cancelled'
    group by l.product_id
)
select
    p.category,
    rank() over (partition by p.category order by s.revenue desc) as place,
    p.id as product_id,
    p.name,
    s.units,
    s.revenue
from sold s
join processed.products p on p.id = s.product_id
qualify rank() over (partition by p.category order by s.revenue desc) <= 10
