-- Every group as a share of all.
SELECT region, ROUND(sites / total, 3) AS share
FROM (SELECT region, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY region /* k */)
CROSS JOIN (SELECT COUNT(DISTINCT site_id) AS total FROM reports)
