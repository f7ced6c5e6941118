SELECT o, part, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(SPLIT('a-b-c', '-')) AS part WITH OFFSET AS o
WHERE o < size
GROUP BY o, part /* k */
