SELECT kind, name, COUNT(DISTINCT site_id) AS sites
FROM (SELECT site_id, host.os, tags[SAFE_OFFSET(0)] AS tag FROM reports) UNPIVOT (name FOR kind IN (os AS 'system', tag AS 'first tag'))
GROUP BY kind, name
