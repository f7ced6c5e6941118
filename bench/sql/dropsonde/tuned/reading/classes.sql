CREATE TABLE classes AS
SELECT site, e.name AS name, TRY_CAST(e.count AS BIGINT) AS count
FROM (SELECT site, unnest(classes) AS e FROM sites)
WHERE coalesce(e.name, e.count) IS NOT NULL AND NOT odd(e.name) AND NOT uncounted(e.count);
