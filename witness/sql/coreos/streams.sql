SELECT coalesce(['next', 'testing', 'stable'][TRY_CAST(regexp_extract(running, '^[0-9]+[.][0-9]{8}[.]([1-3])[.][0-9]+$', 1) AS BIGINT)], 'other') AS stream, count(DISTINCT site) AS machines
FROM latest
WHERE running IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
