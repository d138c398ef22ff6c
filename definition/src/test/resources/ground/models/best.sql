CREATE MATERIALIZED VIEW best AS
select name, revenue from revenue order by revenue desc limit 10
