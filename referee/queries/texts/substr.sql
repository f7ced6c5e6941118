SELECT
  SUBSTR(name, 2) AS a, SUBSTR(name, 1, 2) AS b, SUBSTRING(name, -2) AS c, SUBSTR(name, -3, 2) AS d, SUBSTR(name, 0, 1) AS e, SUBSTR(name, 20) AS f,
  SUBSTR(name, 1, 0) AS g,
  COUNT(*) AS n
FROM (SELECT m.name FROM reports, UNNEST(modules) AS m)
GROUP BY 1, 2, 3, 4, 5, 6, 7
