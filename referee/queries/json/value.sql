SELECT JSON_VALUE(payload, '$.a') AS a, JSON_VALUE(payload, '$.list[0]') AS b, JSON_EXTRACT_SCALAR(payload, '$.a') AS c, JSON_VALUE(payload, '$.missing') AS d, COUNT(*) AS n
FROM reports
WHERE STARTS_WITH(payload, '{"') AND NOT ENDS_WITH(payload, '"q"]}')
GROUP BY a, b, c, d
