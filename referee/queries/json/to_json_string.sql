SELECT TO_JSON_STRING(size) AS a, TO_JSON_STRING(label) AS b, TO_JSON_STRING(tags) AS c, TO_JSON_STRING(levels) AS d, COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d
