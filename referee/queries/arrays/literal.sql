-- An array that the query writes.
SELECT kind, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(['eu', 'us', 'xx']) AS kind
WHERE kind = region
GROUP BY kind /* k */
