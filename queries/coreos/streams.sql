-- How many machines follow each stream of releases, as the third number of their version says.
SELECT
  CASE REGEXP_EXTRACT(current_os_version, r'^\d+\.\d{8}\.(\d+)\.\d+$')
    WHEN '1' THEN 'next'
    WHEN '2' THEN 'testing'
    WHEN '3' THEN 'stable'
    ELSE 'other'
  END AS stream,
  COUNT(DISTINCT machine_id) AS machines
FROM reports
WHERE current_os_version IS NOT NULL
GROUP BY stream
