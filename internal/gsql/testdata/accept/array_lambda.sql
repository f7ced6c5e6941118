SELECT tag, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(ARRAY_FILTER(tags, (tag, i) -> i > 0 AND tag != host.os)) AS tag
GROUP BY tag
