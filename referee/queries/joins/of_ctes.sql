WITH
  m AS (SELECT site_id, COUNT(*) AS n FROM reports, UNNEST(modules) GROUP BY site_id),
  e AS (SELECT site_id, MAX(ev.amount) AS most FROM reports, UNNEST(events) AS ev GROUP BY site_id)
SELECT m.n, e.most, COUNT(DISTINCT m.site_id) AS sites
FROM m JOIN e ON m.site_id = e.site_id
GROUP BY n, most
