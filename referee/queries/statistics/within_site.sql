SELECT a, b, c, d, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, ROUND(VAR_SAMP(level), 6) AS a, ROUND(VAR_POP(level), 6) AS b, ROUND(STDDEV(level), 6) AS c, ROUND(STDDEV_POP(level), 6) AS d
  FROM reports, UNNEST(levels) AS level
  GROUP BY site_id
)
GROUP BY a, b, c, d
