SELECT INITCAP(m.name) AS a, INITCAP(CONCAT(m.name, '-', m.meta.author, ' x_y')) AS b, COUNT(*) AS n
FROM reports, UNNEST(modules) AS m
GROUP BY a, b
