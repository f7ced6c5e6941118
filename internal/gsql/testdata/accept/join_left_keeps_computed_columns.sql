-- What is computed on the right side is NULL where there is no partner, literals and structs too.
SELECT b.present, b.pair.os, ARRAY_LENGTH(b.tags) AS tags, b.element.slug, b.element IS NULL AS no_element, COUNT(DISTINCT a.site_id) AS sites
FROM reports AS a
LEFT JOIN (
  SELECT site_id, 'yes' AS present, STRUCT(host.os AS os, load AS load) AS pair, tags, m AS element
  FROM reports LEFT JOIN UNNEST(modules) AS m
  WHERE environment_count > 1
) AS b ON a.site_id = b.site_id
GROUP BY ALL
