-- A site's total is clamped in every group by itself.
SELECT e.kind, region, SUM(e.amount) AS total
FROM reports, UNNEST(events) AS e
WHERE e.amount > 0
GROUP BY e.kind, region /* k */
