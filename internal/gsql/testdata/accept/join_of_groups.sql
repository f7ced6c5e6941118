WITH
  usage AS (SELECT m.slug, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY slug),
  tagged AS (SELECT tag, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(tags) AS tag GROUP BY tag)
SELECT slug, tag, usage.sites, tagged.sites AS tagged_sites
FROM usage FULL JOIN tagged ON usage.slug = tagged.tag AND usage.sites > tagged.sites
