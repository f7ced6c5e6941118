SELECT LOWER(tag) AS tag, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(tags) AS tag GROUP BY 1
