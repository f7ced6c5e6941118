SELECT FORMAT_DATE('%Y-%m', installed) AS a, FORMAT_DATE('%d/%m/%y', installed) AS b, FORMAT_DATE('%A %B', installed) AS c, FORMAT_DATE('%a %b %d', installed) AS d, COUNT(*) AS n
FROM reports
WHERE installed > DATE '1900-01-01'
GROUP BY a, b, c, d
