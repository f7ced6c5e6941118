-- Reads the reports that the variable input names into the tables that the other files here query. It
-- is written from what the documents promise about reports, not from isobar's code.
--
-- The variables input (a glob), from_time and to_time (the window, in RFC 3339) are set before.

-- The least number of sites of a published row or number.
CREATE MACRO k() AS 10;

-- Values. A column or field that is missing and one that is null are the same.

CREATE MACRO missing(j) AS coalesce(json_type(j), 'NULL') = 'NULL';

CREATE MACRO text_of(j) AS CASE WHEN json_type(j) = 'VARCHAR' THEN j->>'$' END;

CREATE MACRO number_of(j) AS CASE WHEN json_type(j) IN ('UBIGINT', 'BIGINT', 'DOUBLE') THEN (j->>'$')::DOUBLE END;

CREATE MACRO member(j, name) AS json_extract(j, '$."' || name || '"');

CREATE MACRO elements(j) AS CASE WHEN json_type(j) = 'ARRAY' THEN json_extract(j, '$[*]') ELSE [] END;

CREATE TABLE lines AS
SELECT json AS line
FROM read_ndjson_objects(getvariable('input'), ignore_errors = true, maximum_object_size = 33554432);

CREATE TABLE judged AS
WITH read AS (
	SELECT line, text_of(member(line, 'machine_id')) AS site, text_of(member(line, 'report_id')) AS message,
		TRY_CAST(text_of(member(line, 'timestamp')) AS TIMESTAMPTZ) AS sent
	FROM lines
)
SELECT line, site, sent, message, CASE
	WHEN line IS NULL THEN 'not JSON or not UTF-8'
	WHEN json_type(line) <> 'OBJECT' THEN 'wrong type'
	WHEN coalesce(site, '') = '' THEN 'no site id'
	WHEN sent IS NULL THEN 'no time'
	WHEN coalesce(text_of(member(line, 'level')), '') <> 'full' AND NOT (missing(member(line, 'hardware'))
		AND missing(member(line, 'container_runtimes')) AND missing(member(line, 'network'))) THEN 'beyond its level'
END AS reason
FROM read;

CREATE TABLE in_week AS
SELECT line, site, message, sent
FROM judged
WHERE reason IS NULL AND sent >= getvariable('from_time')::TIMESTAMPTZ AND sent < getvariable('to_time')::TIMESTAMPTZ;

-- One report a machine: the latest, by its id where two are of the same time.
CREATE TABLE latest AS
SELECT
	site,
	line,
	text_of(member(line, 'level')) AS level,
	text_of(member(line, 'platform')) AS platform,
	text_of(member(line, 'instance_type')) AS instance_type,
	text_of(member(line, 'original_os_version')) AS original,
	text_of(member(line, 'current_os_version')) AS running,
	text_of(member(member(line, 'hardware'), 'cpu_model')) AS cpu_model,
	number_of(member(member(line, 'hardware'), 'cpu_cores')) AS cores,
	number_of(member(member(line, 'hardware'), 'memory_mib')) AS memory,
	number_of(member(member(line, 'hardware'), 'disk_gib')) AS disk,
	text_of(member(member(line, 'network'), 'kind')) AS network
FROM in_week
QUALIFY row_number() OVER (PARTITION BY site ORDER BY sent DESC, message DESC, sha256(line::VARCHAR) DESC) = 1;

CREATE TABLE runtimes AS
SELECT site, text_of(member(entry, 'name')) AS name, member(entry, 'running')->>'$' = 'true' AS runs
FROM (SELECT site, unnest(elements(member(line, 'container_runtimes'))) AS entry FROM latest);

CREATE VIEW running_version AS SELECT site, '' AS context, running AS value FROM latest WHERE running IS NOT NULL;

CREATE VIEW original_version AS SELECT site, '' AS context, original AS value FROM latest WHERE original IS NOT NULL;

-- What the run's own summary must say.
CREATE VIEW summary AS
SELECT 'reports' AS what, count(*) AS n FROM judged
UNION ALL SELECT reason, count(*) FROM judged WHERE reason IS NOT NULL GROUP BY reason
UNION ALL SELECT 'early', count(*) FROM judged WHERE reason IS NULL AND sent < getvariable('from_time')::TIMESTAMPTZ
UNION ALL SELECT 'late', count(*) FROM judged WHERE reason IS NULL AND sent >= getvariable('to_time')::TIMESTAMPTZ
UNION ALL SELECT 'duplicates', (SELECT count(*) FROM in_week) - (SELECT count(*) FROM latest)
UNION ALL SELECT 'sites', count(*) FROM latest
UNION ALL SELECT 'skipped entries', 0;
