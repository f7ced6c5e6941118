SELECT
  REGEXP_EXTRACT(m.version, r'\d', 2) AS a, REGEXP_EXTRACT(m.version, r'\d', 1, 2) AS b, REGEXP_INSTR(m.version, r'\d') AS c,
  REGEXP_INSTR(m.version, r'\.', 1, 2) AS d, REGEXP_INSTR(m.version, r'\d', 1, 1, 1) AS e,
  COUNT(*) AS n
FROM reports, UNNEST(modules) AS m
GROUP BY a, b, c, d, e
