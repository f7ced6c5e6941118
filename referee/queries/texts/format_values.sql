SELECT FORMAT('%T', region) AS a, FORMAT('%t', size) AS b, FORMAT('%T', size) AS c, FORMAT('%e', ratio) AS d, COUNT(*) AS n
FROM reports
WHERE region IS NOT NULL AND ratio IS NOT NULL AND size IS NOT NULL
GROUP BY a, b, c, d
