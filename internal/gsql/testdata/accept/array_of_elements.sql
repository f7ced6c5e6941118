SELECT modules[SAFE_OFFSET(0)].slug AS first, tags[SAFE_ORDINAL(1)] AS tag, COUNT(*) AS n
FROM reports
GROUP BY first, tag
