SELECT tags, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, STRING_AGG(tag, '|' ORDER BY tag) AS tags FROM reports, UNNEST(tags) AS tag GROUP BY site_id)
GROUP BY tags /* k */
