-- How many sites have two modules installed together. Every pair appears once, with the slug that is
-- first in byte order as slug_a.
SELECT
  a.slug AS slug_a,
  b.slug AS slug_b,
  COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS a, UNNEST(modules) AS b
WHERE a.slug < b.slug
GROUP BY a.slug, b.slug
