-- Entries are counted, also those without a slug.
WITH counted AS (
	SELECT latest.site, count(modules.site) AS entries
	FROM latest LEFT JOIN modules ON modules.site = latest.site
	GROUP BY latest.site
)
SELECT least(entries // 10 * 10, 200) AS modules_from, count(*) AS sites
FROM counted
GROUP BY modules_from
HAVING count(*) >= k()
