SELECT h.serial, COUNT(*) AS n
FROM (SELECT host AS h FROM reports)
GROUP BY 1
-- want 1:10 ISO103: column host.serial is closed to queries
