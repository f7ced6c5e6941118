SELECT SUM(CAST(sites AS NUMERIC)) / 7 AS a, AVG(CAST(sites AS NUMERIC)) AS b, MAX(region) AS c
FROM (SELECT region, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY region /* k */)
