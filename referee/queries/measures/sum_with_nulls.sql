-- A sum leaves NULLs out; where all are NULL it is NULL.
SELECT
  installed,
  /* k: IF(COUNT(DISTINCT IF(size > 0, site_id, NULL)) >= @k, */ SUM(size) /* k: , NULL) */ AS total
FROM reports
GROUP BY installed /* k */
