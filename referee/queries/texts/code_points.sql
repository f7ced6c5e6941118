SELECT ASCII(region) AS a, CHR(65 + size) AS b, UNICODE(region) AS c, TO_CODE_POINTS(region)[SAFE_OFFSET(0)] AS d, CODE_POINTS_TO_STRING([233, 66 + size]) AS e, COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d, e
