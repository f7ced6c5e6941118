SELECT ARRAY_INCLUDES(tags, 'red') AS red, ARRAY_INCLUDES_ANY(tags, ['blue', 'green']) AS cold, ARRAY_INCLUDES_ALL(tags, ['red', 'blue']) AS both,
  COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY red, cold, both /* k */
