WITH extensions AS (SELECT site, unnest(elements(member(line, 'extensions'))) AS entry FROM latest)
SELECT text_of(member(entry, 'name')) AS extension, count(DISTINCT site) AS clusters
FROM extensions
GROUP BY 1
HAVING count(DISTINCT site) >= k()
