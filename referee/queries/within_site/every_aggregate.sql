-- Within a site every aggregate is allowed.
SELECT uses, most, least, mean, enabled, COUNT(DISTINCT site_id) AS sites
FROM (
  SELECT site_id, SUM(m.uses) AS uses, MAX(m.name) AS most, MIN(m.version) AS least, AVG(m.score) AS mean, COUNTIF(m.enabled) AS enabled
  FROM reports, UNNEST(modules) AS m
  GROUP BY site_id
)
GROUP BY uses, most, least, mean, enabled
