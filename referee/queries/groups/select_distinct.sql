-- SELECT DISTINCT over rows of sites is a GROUP BY without aggregates.
SELECT DISTINCT region, active
FROM reports
