SELECT region, active, sites, sites / SUM(sites) OVER (PARTITION BY region) AS share
FROM (SELECT region, active, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY region, active /* k */)
