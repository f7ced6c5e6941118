SELECT LOGICAL_OR(sites > 10) AS one, LOGICAL_AND(sites > 1) AS each
FROM (SELECT region, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY region /* k */)
