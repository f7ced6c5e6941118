SELECT WITH(first AS SUBSTR(host.os, 1, 1), first || first) AS twice, COUNT(*) AS n
FROM reports
GROUP BY twice
