WITH called AS (
	SELECT site, name, clamped(sum(count)) AS uses
	FROM puppetfile_ruby_methods
	WHERE name IS NOT NULL AND count > 0
	GROUP BY site, name
)
SELECT name AS method, count(*) AS sites, sum(uses)::BIGINT AS uses
FROM called
GROUP BY name
HAVING count(*) >= k()
