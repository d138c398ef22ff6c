CREATE MATERIALIZED VIEW revenue_by_country
COMMENT 'A model of a model: each country''s days and its best one'
AS
select
    country,
    count(*) as days,
    sum(revenue) as revenue,
    max(revenue) as best_day
from revenue_by_day
group by country
