WITH
  a AS (SELECT site_id AS harmless, host.os FROM reports),
  b AS (SELECT harmless AS os, os AS harmless FROM a)
SELECT TO_HEX(os) AS os, COUNT(*) AS n
FROM b
GROUP BY 1
-- want 4:15 ISO102: site_id identifies a site
