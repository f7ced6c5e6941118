SELECT name, enabled, SUM(n) AS n
FROM (SELECT m.name, m.enabled, COUNT(*) AS n FROM reports, UNNEST(modules) AS m GROUP BY m.name, m.enabled /* k */)
GROUP BY ROLLUP (name, enabled)
