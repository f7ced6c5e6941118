SELECT IF(ARRAY_LENGTH(modules) < 200 AND environment_count > 10 OR platform IN ('RedHat', 'Debian'), DIV(ARRAY_LENGTH(modules), 10) * 10, 200) AS modules_from,
REGEXP_REPLACE(REGEXP_REPLACE(LOWER(TRIM(description)), r'[^a-z0-9]+', '-'), r'^-+|-+$', '') AS slug, CONCAT(first_name_of_the_thing, ' ', second_name_of_the_thing, ' ', third_name_of_the_thing) || '!' AS name,
a_rather_long_column_name + another_rather_long_column_name + yet_another_rather_long_column_name * 2 AS total,
ARRAY_AGG(DISTINCT module_name_with_prefix IGNORE NULLS ORDER BY module_name_with_prefix DESC LIMIT 100) AS names,
STRING_AGG(x, ', ' ORDER BY y) AS joined,
ROW_NUMBER() OVER (PARTITION BY platform, environment ORDER BY sites DESC, platform ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS position,
SUM(n) OVER w AS running
FROM t
WHERE id IN (1000001, 1000002, 1000003, 1000004, 1000005, 1000006, 1000007, 1000008, 1000009, 1000010, 1000011, 1000012)
AND SAFE_DIVIDE(COUNT(*), (SELECT SUM(total_of_everything) FROM all_of_the_totals WHERE week = 'the last one')) > 0.5
QUALIFY ROW_NUMBER() OVER w = 1
WINDOW w AS (PARTITION BY platform ORDER BY week RANGE UNBOUNDED PRECEDING)
