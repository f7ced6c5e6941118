-- How many sites have three modules installed together. Every triple appears once, with its slugs in
-- byte order. There are far more triples than pairs, so that k is higher here than elsewhere.
SELECT
  a.slug AS slug_a,
  b.slug AS slug_b,
  c.slug AS slug_c,
  COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS a, UNNEST(modules) AS b, UNNEST(modules) AS c
WHERE a.slug < b.slug AND b.slug < c.slug
GROUP BY a.slug, b.slug, c.slug
