-- NULL AND FALSE is FALSE, NULL OR TRUE is TRUE, and a WHERE that is NULL drops the row.
SELECT
  active AND size > 1 AS both, active OR size > 1 AS either, NOT active AS neither,
  COUNT(DISTINCT site_id) AS sites
FROM reports
WHERE NOT (active AND size > 4)
GROUP BY both, either, neither
