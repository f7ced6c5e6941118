SELECT m.slug, tag, place, COUNT(DISTINCT site_id) AS sites
FROM reports AS r
LEFT JOIN r.modules AS m ON m.version != r.host.os
LEFT JOIN UNNEST(r.tags) AS tag WITH OFFSET AS place ON tag = m.slug
GROUP BY slug, tag, place
