WITH t AS (SELECT region, active, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY region, active /* k */)
SELECT x.region, x.sites AS a, y.sites AS b
FROM t AS x JOIN t AS y ON x.region = y.region AND x.active AND NOT y.active
