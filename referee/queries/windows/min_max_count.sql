SELECT region, active, MAX(n) OVER (PARTITION BY region) AS most, MIN(n) OVER (PARTITION BY active) AS least, COUNT(active) OVER (PARTITION BY region) AS known
FROM (SELECT region, active, COUNT(*) AS n FROM reports GROUP BY region, active /* k */)
