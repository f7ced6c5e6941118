-- One row for all reports.
SELECT COUNT(DISTINCT site_id) AS sites, COUNT(*) AS reports, COUNT(size) AS sizes
FROM reports
