SELECT ipv4, COUNT(*) AS n FROM reports GROUP BY 1
-- want 1:8 ISO001: Unrecognized name: ipv4
