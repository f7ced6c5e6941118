WITH
  busy AS (SELECT site_id, region, modules FROM reports WHERE size > 0),
  used AS (SELECT site_id, region, m.name FROM busy, UNNEST(modules) AS m WHERE m.uses > 0),
  counted AS (SELECT region, name, COUNT(DISTINCT site_id) AS sites FROM used GROUP BY region, name /* k */)
SELECT region, COUNT(*) AS names, MAX(sites) AS most
FROM counted
GROUP BY region
