-- How many clusters have kubelets that are how many minor versions behind their API server. Versions
-- that do not begin like v1.3 are left out.
SELECT
  SAFE_CAST(REGEXP_EXTRACT(masterVersion, r'^v1\.(\d+)') AS INT64)
    - SAFE_CAST(REGEXP_EXTRACT(n.kubeletVersion, r'^v1\.(\d+)') AS INT64) AS minors_behind,
  COUNT(DISTINCT clusterID) AS clusters
FROM reports, UNNEST(nodes) AS n
WHERE REGEXP_CONTAINS(masterVersion, r'^v1\.\d{1,3}\b')
  AND REGEXP_CONTAINS(n.kubeletVersion, r'^v1\.\d{1,3}\b')
GROUP BY minors_behind
