WITH had AS (SELECT DISTINCT site, image FROM nodes WHERE image IS NOT NULL)
SELECT a.image AS image_a, b.image AS image_b, count(*) AS clusters
FROM had AS a JOIN had AS b ON a.site = b.site AND a.image < b.image
GROUP BY 1, 2
HAVING count(*) >= k()
