SELECT
  REGEXP_EXTRACT(m.version, r'^(\d+)\.') AS major, REGEXP_EXTRACT(m.version, r'\d+$') AS last, REGEXP_SUBSTR(m.version, r'[a-z]+') AS word,
  COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
GROUP BY major, last, word /* k */
