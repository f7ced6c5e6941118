SELECT least, COUNT(DISTINCT site_id) AS sites
FROM UNNEST([1, 10, 100]) AS least JOIN reports ON environment_count >= least
GROUP BY least
