-- The unit alone is one row a site: counting rows counts sites.
SELECT COUNT(*) AS sites
FROM (
  (SELECT site_id FROM reports, UNNEST(modules) AS m WHERE m.slug = 'apache'
   INTERSECT DISTINCT
   SELECT site_id FROM reports, UNNEST(tags) AS tag WHERE tag = 'web')
  EXCEPT DISTINCT
  SELECT site_id FROM reports WHERE load > 1
)
