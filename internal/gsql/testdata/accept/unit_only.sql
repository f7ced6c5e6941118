SELECT n, COUNT(*) AS sites
FROM (SELECT site_id, COUNT(*) AS n FROM reports, UNNEST(modules) GROUP BY site_id)
GROUP BY n
