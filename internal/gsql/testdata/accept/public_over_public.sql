WITH usage AS (
  SELECT m.slug, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY m.slug
)
SELECT CAST(FLOOR(sites / 10) AS INT64) AS tens, COUNT(*) AS modules, MAX(sites) AS most, CURRENT_DATE() AS d
FROM usage
GROUP BY tens
ORDER BY tens DESC NULLS FIRST
LIMIT 10 OFFSET 2
