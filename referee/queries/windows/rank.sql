SELECT region, sites, RANK() OVER (ORDER BY sites DESC) AS place, DENSE_RANK() OVER (ORDER BY sites) AS dense
FROM (SELECT region, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY region /* k */)
