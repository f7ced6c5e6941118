SELECT name, ROW_NUMBER() OVER (ORDER BY sites DESC, name) AS place
FROM (SELECT m.name, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY m.name /* k */)
