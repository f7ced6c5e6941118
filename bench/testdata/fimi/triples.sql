-- In how many baskets three items are together.
SELECT
  a.slug AS item_a,
  b.slug AS item_b,
  c.slug AS item_c,
  COUNT(DISTINCT site_id) AS baskets
FROM reports, UNNEST(modules) AS a, UNNEST(modules) AS b, UNNEST(modules) AS c
WHERE a.slug < b.slug AND b.slug < c.slug
GROUP BY a.slug, b.slug, c.slug
