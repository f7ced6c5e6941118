-- How many sites have how many modules installed, in steps of ten modules, so that most steps hold
-- enough sites to be published. A module that is installed in several versions counts several times.
SELECT
  IF(ARRAY_LENGTH(modules) < 200, DIV(ARRAY_LENGTH(modules), 10) * 10, 200) AS modules_from,
  COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY modules_from
