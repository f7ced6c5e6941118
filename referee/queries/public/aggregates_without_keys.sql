SELECT COUNT(*) AS n, SUM(sites) AS total, AVG(sites) AS mean, MAX(sites) AS most, MIN(region) AS first, COUNTIF(sites > 5) AS large, COUNT(DISTINCT sites) AS sizes
FROM (SELECT region, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY region /* k */)
