-- One site adds at most 20 either way. The emulator is told so, for each site.
SELECT e.kind, SUM(e.amount) AS total, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(events) AS e
GROUP BY e.kind /* k */
