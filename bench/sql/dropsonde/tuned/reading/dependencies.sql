CREATE TABLE dependencies AS
SELECT site, replace(e.name, '/', '-') AS name
FROM (SELECT site, unnest(dependencies) AS e FROM sites)
WHERE coalesce(e.name, e.version_requirement) IS NOT NULL AND NOT odd(e.name) AND NOT odd(e.version_requirement);
