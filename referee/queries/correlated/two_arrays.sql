-- Tags that are the name of a flag.
SELECT (SELECT COUNT(*) FROM UNNEST(tags) AS t JOIN UNNEST(host.cpu.flags) AS f ON LENGTH(t) = LENGTH(f)) AS pairs, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY pairs
