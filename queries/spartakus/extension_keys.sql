-- How many clusters add each extension to their reports. What the extensions say is not published.
SELECT
  e.name AS extension,
  COUNT(DISTINCT clusterID) AS clusters
FROM reports, UNNEST(extensions) AS e
WHERE e.name IS NOT NULL
GROUP BY extension
