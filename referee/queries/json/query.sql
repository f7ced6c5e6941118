SELECT JSON_QUERY(payload, '$.missing') AS a, JSON_QUERY(payload, '$.list[0]') AS b, COUNT(*) AS n
FROM reports
WHERE STARTS_WITH(payload, '{"')
GROUP BY a, b
