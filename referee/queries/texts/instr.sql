SELECT INSTR(name, 't') AS a, INSTR(name, 'a', 2) AS b, INSTR(name, 't', 1, 2) AS c, COUNT(*) AS n
FROM (SELECT m.name FROM reports, UNNEST(modules) AS m WHERE LENGTH(m.name) > 2)
GROUP BY a, b, c
