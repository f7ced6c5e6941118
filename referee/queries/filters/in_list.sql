SELECT
  region IN ('eu', 'us') AS one, size IN (1, 3) AS two, region NOT IN ('eu', 'ap') AS three, load IN (0.1, 2.5, 0.0) AS four,
  installed IN (DATE '1970-01-01', DATE '2024-02-29') AS five,
  COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY one, two, three, four, five
