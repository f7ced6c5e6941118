-- A share of the largest group, which is a subquery of its own.
WITH t AS (SELECT region, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY region /* k */)
SELECT region, sites / (SELECT MAX(sites) FROM t) AS share
FROM t
