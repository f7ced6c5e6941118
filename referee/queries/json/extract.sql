SELECT JSON_EXTRACT(payload, '$.missing') AS a, JSON_EXTRACT_SCALAR(payload, '$.list[1]') AS b, COUNT(*) AS n
FROM reports
WHERE STARTS_WITH(payload, '{"')
GROUP BY a, b
