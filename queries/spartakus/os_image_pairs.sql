-- How many clusters have nodes of two operating system images together. Every pair appears once, with
-- the image that is first in byte order as image_a.
SELECT
  a.osImage AS image_a,
  b.osImage AS image_b,
  COUNT(DISTINCT clusterID) AS clusters
FROM reports, UNNEST(nodes) AS a, UNNEST(nodes) AS b
WHERE a.osImage < b.osImage
GROUP BY image_a, image_b
