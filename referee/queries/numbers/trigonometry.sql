-- referee: approximate
SELECT SIN(ratio) AS a, COS(ratio) AS b, TAN(ratio) AS c, ATAN(ratio) AS d, ATAN2(ratio, 2) AS e, ASIN(ratio / 2000) AS f, ACOS(ratio / 2000) AS g, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6, 7
