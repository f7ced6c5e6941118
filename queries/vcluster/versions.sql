-- How many instances of each version of vCluster run in a host cluster of each Kubernetes version. The
-- host's version is its first two numbers.
SELECT
  version,
  REGEXP_EXTRACT(host_kubernetes.git_version, r'^v?(\d+\.\d+)') AS host_version,
  COUNT(DISTINCT instance_id) AS instances
FROM reports
WHERE version IS NOT NULL AND REGEXP_CONTAINS(host_kubernetes.git_version, r'^v?\d+\.\d+')
GROUP BY version, host_version
