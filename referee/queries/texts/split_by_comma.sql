SELECT SPLIT(label)[SAFE_ORDINAL(2)] AS second, ARRAY_LENGTH(SPLIT(label, '')) AS characters, COUNT(DISTINCT site_id) AS sites
FROM reports
WHERE label != ''
GROUP BY second, characters
