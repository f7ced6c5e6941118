SELECT SAFE_ADD(ratio, 1) AS a, SAFE_SUBTRACT(ratio, size) AS b, SAFE_MULTIPLY(ratio, 2.5) AS c, SAFE_NEGATE(ratio) AS d, SAFE_DIVIDE(ratio, size) AS e, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5
