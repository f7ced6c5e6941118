SELECT a.tag, a.sites, b.sites AS us
FROM (SELECT tag, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(tags) AS tag GROUP BY tag /* k */) AS a
LEFT JOIN (SELECT tag, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(tags) AS tag WHERE region = 'us' GROUP BY tag /* k */) AS b USING (tag)
