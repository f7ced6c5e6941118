-- Two public tables joined on a key.
SELECT a.name, a.sites, b.sites AS enabled
FROM (SELECT m.name, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY m.name /* k */) AS a
JOIN (SELECT m.name, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m WHERE m.enabled GROUP BY m.name /* k */) AS b ON a.name = b.name
