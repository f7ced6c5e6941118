SELECT RANGE_BUCKET(size, [0, 2, 4]) AS bucket, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY bucket /* k */
