-- In how many baskets two items are together.
SELECT
  a.slug AS item_a,
  b.slug AS item_b,
  COUNT(DISTINCT site_id) AS baskets
FROM reports, UNNEST(modules) AS a, UNNEST(modules) AS b
WHERE a.slug < b.slug
GROUP BY a.slug, b.slug
