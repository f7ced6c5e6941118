WITH minors AS (
	SELECT
		site,
		TRY_CAST(regexp_extract(master, '^v1\.([0-9]+)([^0-9a-zA-Z_]|$)', 1) AS BIGINT) AS ours,
		TRY_CAST(regexp_extract(kubelet, '^v1\.([0-9]+)([^0-9a-zA-Z_]|$)', 1) AS BIGINT) AS theirs
	FROM nodes
)
SELECT ours - theirs AS minors_behind, count(DISTINCT site) AS clusters
FROM minors
WHERE ours IS NOT NULL AND theirs IS NOT NULL
GROUP BY 1
HAVING count(DISTINCT site) >= k()
