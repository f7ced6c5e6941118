-- referee: approximate
SELECT VARIANCE(sites) AS a, VAR_POP(sites) AS b, STDDEV_SAMP(sites) AS c, STDDEV_POP(sites) AS d
FROM (SELECT m.name, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY m.name /* k */)
