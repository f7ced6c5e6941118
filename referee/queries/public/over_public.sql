SELECT sites, COUNT(*) AS n, MAX(name) AS last, MIN(name) AS first
FROM (SELECT m.name, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY m.name /* k */)
GROUP BY sites
