-- However many rows the join makes, the groups are one a site.
SELECT web_tags, COUNT(*) AS sites, SUM(environment_count) AS environments
FROM (
  SELECT a.site_id, COUNT(b.tag) AS web_tags
  FROM reports AS a LEFT JOIN (SELECT site_id, tag FROM reports, UNNEST(tags) AS tag WHERE STARTS_WITH(tag, 'web')) AS b ON a.site_id = b.site_id
  GROUP BY a.site_id
) JOIN reports USING (site_id)
GROUP BY web_tags
