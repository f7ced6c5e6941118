SELECT DISTINCT STRUCT(host.os AS os, load AS load) AS both
FROM reports
-- want 1:17 ISO209: this is a STRUCT
