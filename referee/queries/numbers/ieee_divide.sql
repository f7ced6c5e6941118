SELECT IEEE_DIVIDE(size + 1, 0) AS a, IEEE_DIVIDE(-1, size) AS b, IEEE_DIVIDE(ratio, 3) AS c, IEEE_DIVIDE(1, load) AS d, COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d
