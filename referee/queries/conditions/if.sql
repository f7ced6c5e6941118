SELECT IF(size > 2, 'large', 'small') AS a, IF(active, size, big) AS b, IF(NULL, 1, 2) AS c, IF(region IS NULL, NULL, LENGTH(region)) AS d, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4
