-- NULL for reports without a host, and for hosts without the field.
SELECT host.os AS os, host.cpu.model AS model, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY os, model /* k */
