-- referee: approximate
SELECT COVAR_POP(sites, n) AS a, CORR(sites, n) AS b, COVAR_SAMP(sites, n) AS c
FROM (SELECT m.name, COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n FROM reports, UNNEST(modules) AS m GROUP BY m.name /* k */)
