SELECT JSON_VALUE(CONCAT('{"x": ', payload, '}'), '$.x.b.c') AS a, COUNT(*) AS n
FROM reports
WHERE payload = '{"a": 1, "b": {"c": "x"}, "list": [1, 2, 3]}'
GROUP BY a
