-- The threshold of the clause, where it is above that of the dataset.
SELECT WITH AGGREGATION_THRESHOLD OPTIONS (threshold = 4, privacy_unit_column = site_id)
  region, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY region
