SELECT least(coalesce(len(modules), 0) // 10 * 10, 200) AS modules_from, count(DISTINCT site_id) AS sites
FROM reports
GROUP BY modules_from
HAVING count(DISTINCT site_id) >= k()
