-- Reports repeat entries. No query here minds.
CREATE TABLE class_platforms AS
SELECT DISTINCT site, e.name AS name, e.platform AS platform, TRY_CAST(e.count AS BIGINT) AS count
FROM (SELECT site, unnest(class_platforms) AS e FROM sites)
WHERE coalesce(e.name, e.platform, e.count) IS NOT NULL AND NOT odd(e.name) AND NOT odd(e.platform) AND NOT uncounted(e.count);
