-- The week as a whole: how many instances reported.
SELECT COUNT(DISTINCT instance_id) AS instances
FROM reports
