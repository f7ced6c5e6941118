SELECT LAST_DAY(installed) AS a, LAST_DAY(installed, YEAR) AS b, LAST_DAY(installed, WEEK) AS c, COUNT(*) AS n
FROM reports
WHERE installed < DATE '9999-01-01'
GROUP BY a, b, c
