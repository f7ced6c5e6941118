WITH had AS (SELECT DISTINCT site, name FROM controllers WHERE name IS NOT NULL)
SELECT a.name AS controller_a, b.name AS controller_b, count(*) AS instances
FROM had AS a JOIN had AS b ON a.site = b.site AND a.name < b.name
GROUP BY 1, 2
HAVING count(*) >= k()
