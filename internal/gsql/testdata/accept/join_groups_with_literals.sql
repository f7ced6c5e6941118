-- Literals are public: they may be kept where no group is published.
SELECT os, IFNULL(sites, 0) AS sites
FROM UNNEST(['linux', 'bsd']) AS os LEFT JOIN (SELECT host.os, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY os) USING (os)
