SELECT ARRAY_TO_STRING(ARRAY(SELECT DISTINCT SUBSTR(tag, 1, 1) AS first FROM UNNEST(tags) AS tag ORDER BY first), '') AS initials, COUNT(*) AS sites
FROM reports
GROUP BY initials
