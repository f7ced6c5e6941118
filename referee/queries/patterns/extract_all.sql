SELECT number, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m, UNNEST(REGEXP_EXTRACT_ALL(m.version, r'\d+')) AS number
GROUP BY number /* k */
