-- COUNT(DISTINCT x) of anything but the unit.
SELECT active, COUNT(DISTINCT region) AS regions, COUNT(DISTINCT big) AS bigs, COUNT(DISTINCT load) AS loads, COUNT(DISTINCT token) AS tokens
FROM reports
GROUP BY active
