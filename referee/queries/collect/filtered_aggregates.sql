SELECT COUNTIF(sites > 5) AS a, SUM(IF(sites > 5, sites, 0)) AS b, COUNT(DISTINCT IF(sites > 5, sites, NULL)) AS c, SUM(DISTINCT sites) AS d
FROM (SELECT label, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY label /* k */)
