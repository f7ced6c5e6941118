SELECT TIMESTAMP_TRUNC(e.happened, HOUR) AS hour, e.kind, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(events) AS e
GROUP BY hour, e.kind /* k */
