SELECT a.region, COUNT(b.region) AS larger
FROM (SELECT region, COUNT(*) AS n FROM reports GROUP BY region /* k */) AS a
LEFT JOIN (SELECT region, COUNT(*) AS n FROM reports GROUP BY region /* k */) AS b ON b.n > a.n
GROUP BY a.region
