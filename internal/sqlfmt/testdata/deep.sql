# Aggregates of aggregates, and a comment in an unusual form.
WITH
-- Modules of each site.
installed AS (SELECT DISTINCT site_id, m.slug FROM reports, UNNEST(modules) AS m WHERE m.slug IS NOT NULL), -- end of the first
counted AS (
  -- inside
  SELECT COUNT(*) AS modules, site_id FROM installed GROUP BY site_id
  -- at the end
)
SELECT CASE WHEN modules < 10 AND modules > 0 AND another_condition_of_this_query OR modules = 1000 AND yet_another_condition THEN 'few' -- not many
  -- the rest
  ELSE 'many' END AS size, COUNT(*) AS sites, COALESCE(SUM(IF(modules BETWEEN the_lower_bound_of_something AND the_upper_bound_of_something_else + 1, 1, 0)), 0) AS between_them
FROM counted WHERE modules NOT IN (SELECT modules FROM excluded WHERE reason = 'a reason that is long enough to break this line')
GROUP BY ROLLUP (size, platform), size HAVING COUNT(*) > 1 AND -- one is no group
size <> 'none'
ORDER BY (SELECT MAX(x) FROM UNNEST([3, 1, 2]) AS x) DESC, -- first
  sites -- then
