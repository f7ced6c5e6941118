WITH had AS (SELECT DISTINCT site, name FROM runtimes WHERE name IS NOT NULL)
SELECT a.name AS runtime_a, b.name AS runtime_b, count(*) AS machines
FROM had AS a JOIN had AS b ON a.site = b.site AND a.name < b.name
GROUP BY 1, 2
HAVING count(*) >= k()
