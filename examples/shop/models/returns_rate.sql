CREATE MATERIALIZED VIEW returns_rate (
    CONSTRAINT no_more_than_was_sold EXPECT (rate between 0 and 1)
)
COMMENT 'How much of what was sold in each category came back'
AS
with returned as (
    select order_id, line, sum(quantity) as quantity
    from processed.returns
    group by order_id, line
)
select
    p.category,
    sum(l.quantity) as sold,
    sum(coalesce(r.quantity, 0)) as returned,
    cast(sum(coalesce(r.quantity, 0)) as double) / nullif(sum(l.quantity), 0) as rate
from processed.order_lines l
join processed.products p on p.id = l.product_id
left join returned r on r.order_id = l.order_id and r.line = l.line
group by p.category
