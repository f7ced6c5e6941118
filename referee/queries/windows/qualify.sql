-- The most frequent name of each version.
SELECT version, name, sites
FROM (SELECT m.version, m.name, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY m.version, m.name /* k */)
WHERE sites > 0
QUALIFY ROW_NUMBER() OVER (PARTITION BY version ORDER BY sites DESC, name) = 1
