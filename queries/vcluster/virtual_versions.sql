-- How many virtual clusters of each Kubernetes version run in a host cluster of each. Versions are their
-- first two numbers.
SELECT
  REGEXP_EXTRACT(virtual_kubernetes.git_version, r'^v?(\d+\.\d+)') AS virtual_version,
  REGEXP_EXTRACT(host_kubernetes.git_version, r'^v?(\d+\.\d+)') AS host_version,
  COUNT(DISTINCT instance_id) AS instances
FROM reports
WHERE REGEXP_CONTAINS(virtual_kubernetes.git_version, r'^v?\d+\.\d+')
  AND REGEXP_CONTAINS(host_kubernetes.git_version, r'^v?\d+\.\d+')
GROUP BY virtual_version, host_version
