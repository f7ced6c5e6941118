-- What one site adds to a sum is bounded, so that its sum comes first.
WITH called AS (
	SELECT site_id, p.name AS name, clamped(sum(p.count::BIGINT)) AS uses
	FROM reports, unnest(puppetfile_ruby_methods) AS t(p)
	WHERE p.name IS NOT NULL AND p.count::BIGINT > 0
	GROUP BY site_id, p.name
)
SELECT name AS method, count(DISTINCT site_id) AS sites, sum(uses)::BIGINT AS uses
FROM called
GROUP BY name
HAVING count(DISTINCT site_id) >= k()
