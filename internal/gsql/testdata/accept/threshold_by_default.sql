-- BigQuery's default is 50.
SELECT WITH AGGREGATION_THRESHOLD host.os, COUNT(*) AS n FROM reports GROUP BY os
