-- Reads the reports that the variable input names into the tables that the other files here query. It
-- is written from what the documents promise about reports, not from isobar's code.
--
-- The variables input (a glob), from_time and to_time (the window, in RFC 3339) are set before.

-- The least number of sites of a published row or number, unless a table's own file says otherwise.
CREATE MACRO k() AS 10;

-- What one site may add to a sum, either way.
-- least and greatest would leave a NULL out of account.
CREATE MACRO clamped(total) AS CASE WHEN total IS NOT NULL THEN greatest(least(total, 100), -100) END;

-- Values. A column or field that is missing and one that is null are the same.

CREATE MACRO missing(j) AS coalesce(json_type(j), 'NULL') = 'NULL';

CREATE MACRO text_of(j) AS CASE WHEN json_type(j) = 'VARCHAR' THEN j->>'$' END;

CREATE MACRO text_fits(j) AS missing(j) OR json_type(j) = 'VARCHAR';

CREATE MACRO integer_of(j) AS CASE json_type(j)
	WHEN 'UBIGINT' THEN TRY_CAST(j->>'$' AS BIGINT)
	WHEN 'BIGINT' THEN TRY_CAST(j->>'$' AS BIGINT)
	WHEN 'DOUBLE' THEN CASE WHEN (j->>'$')::DOUBLE = trunc((j->>'$')::DOUBLE) THEN TRY_CAST((j->>'$')::DOUBLE AS BIGINT) END
	WHEN 'VARCHAR' THEN CASE WHEN regexp_full_match(j->>'$', '[+-]?[0-9]+') THEN TRY_CAST(j->>'$' AS BIGINT) END
END;

CREATE MACRO integer_fits(j) AS missing(j) OR integer_of(j) IS NOT NULL;

CREATE MACRO time_of(j) AS CASE
	WHEN regexp_full_match(text_of(j), '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?( ?UTC|Z|[+-][0-9]{2}:[0-9]{2})?')
	THEN TRY_CAST(text_of(j) AS TIMESTAMPTZ)
END;

CREATE MACRO member(j, name) AS json_extract(j, '$."' || name || '"');

-- Of the names, those that an object has, as often as it has them.
CREATE MACRO held(j, names) AS list_filter(coalesce(json_keys(j), []), lambda key: list_contains(names, key));

CREATE MACRO repeats(keys) AS len(keys) > len(list_distinct(keys));

-- Reports. In the stored form a column is a member of the report; in the submitted form it is the value
-- of a snapshot.

CREATE MACRO columns_of_reports() AS ['message_id', 'site_id', 'product', 'version', 'timestamp', 'ip',
	'class_platforms', 'environment_count', 'puppetfile_ruby_methods', 'dependencies', 'modules', 'classes',
	'unused_modules', 'unused_classes'];

CREATE MACRO submission(line) AS json_extract(line, '$."self-service-analytics"');

CREATE MACRO snapshots(line) AS json_extract(line, '$."self-service-analytics".snapshots');

CREATE MACRO given(line, name) AS coalesce(member(line, name), member(member(snapshots(line), name), 'value'));

CREATE MACRO names_given(line) AS
	held(line, columns_of_reports() || ['self-service-analytics'])
	|| list_filter(held(snapshots(line), columns_of_reports()),
		lambda name: member(member(snapshots(line), name), 'value') IS NOT NULL);

CREATE MACRO object_fits(j) AS missing(j) OR json_type(j) = 'OBJECT';

CREATE MACRO list_fits(j) AS missing(j) OR json_type(j) = 'ARRAY';

CREATE MACRO types_fit(line) AS json_type(line) = 'OBJECT'
	AND object_fits(submission(line)) AND object_fits(snapshots(line))
	AND len(list_filter(coalesce(json_keys(snapshots(line)), []),
		lambda name: NOT object_fits(member(snapshots(line), name)))) = 0
	AND len(list_filter(['message_id', 'site_id', 'product', 'version', 'ip'],
		lambda name: NOT text_fits(given(line, name)))) = 0
	AND len(list_filter(['class_platforms', 'puppetfile_ruby_methods', 'dependencies', 'modules', 'classes', 'unused_modules', 'unused_classes'],
		lambda name: NOT list_fits(given(line, name)))) = 0
	AND integer_fits(given(line, 'environment_count'));

-- The timestamps of snapshots that say anything.
CREATE MACRO snapshot_times(line) AS list_filter(
	list_transform(coalesce(json_keys(snapshots(line)), []), lambda name: member(member(snapshots(line), name), 'timestamp')),
	lambda j: NOT missing(j));

CREATE TABLE lines AS
SELECT json AS line
FROM read_ndjson_objects(getvariable('input'), ignore_errors = true, maximum_object_size = 33554432);

-- Each line with the reason for which it is no report, if there is one.
CREATE TABLE judged AS
WITH
	read AS (
		SELECT
			line,
			text_of(given(line, 'site_id')) AS site,
			coalesce(text_of(given(line, 'message_id')), '') AS message,
			given(line, 'timestamp') AS own_time,
			snapshot_times(line) AS other_times
		FROM lines
	),
	timed AS (
		SELECT *, CASE
			WHEN missing(own_time) THEN list_max(list_transform(other_times, lambda j: time_of(j)))
			ELSE time_of(own_time)
		END AS sent
		FROM read
	)
SELECT line, site, message, sent, CASE
	WHEN strlen(line) > 16777216 THEN 'line too long'
	WHEN line IS NULL THEN 'not JSON or not UTF-8'
	WHEN repeats(names_given(line)) THEN 'column given twice'
	WHEN NOT types_fit(line) THEN 'wrong type'
	WHEN coalesce(site, '') = '' THEN 'no site id'
	WHEN sent IS NULL AND missing(own_time) AND len(other_times) = 0 THEN 'no time'
	WHEN sent IS NULL THEN 'unreadable time'
END AS reason
FROM timed;

CREATE TABLE in_week AS
SELECT line, site, message, sent
FROM judged
WHERE reason IS NULL AND sent >= getvariable('from_time')::TIMESTAMPTZ AND sent < getvariable('to_time')::TIMESTAMPTZ;

-- One report a site: the latest, by its message id where two are of the same time.
CREATE TABLE latest AS
SELECT site, line, integer_of(given(line, 'environment_count')) AS environment_count
FROM in_week
QUALIFY row_number() OVER (PARTITION BY site ORDER BY sent DESC, message DESC, sha256(line::VARCHAR) DESC) = 1;

-- Entries of repeated columns. One that does not fit is left out; a text stands for a record with that
-- name.

CREATE TABLE lists AS
FROM (VALUES
	('class_platforms', ['name', 'platform'], ['count']),
	('puppetfile_ruby_methods', ['name'], ['count']),
	('dependencies', ['name', 'version_requirement'], []::VARCHAR[]),
	('modules', ['name', 'slug', 'version'], []::VARCHAR[]),
	('classes', ['name'], ['count']),
	('unused_modules', ['name', 'slug', 'version'], []::VARCHAR[]),
	('unused_classes', ['name'], []::VARCHAR[])
) AS lists(list, texts, integers);

CREATE TABLE found AS
SELECT site, list, CASE
	WHEN json_type(entry) = 'VARCHAR' THEN json_object('name', entry)
	WHEN json_type(entry) = 'OBJECT'
		AND NOT repeats(held(entry, texts || integers))
		AND len(list_filter(texts, lambda name: NOT text_fits(member(entry, name)))) = 0
		AND len(list_filter(integers, lambda name: NOT integer_fits(member(entry, name)))) = 0
	THEN entry
END AS entry
FROM (SELECT site, list, texts, integers, unnest(json_extract(given(line, list), '$[*]')) AS entry FROM latest, lists);

CREATE TABLE entries AS
SELECT
	site,
	list,
	text_of(member(entry, 'name')) AS name,
	text_of(member(entry, 'slug')) AS slug,
	text_of(member(entry, 'version')) AS version,
	text_of(member(entry, 'platform')) AS platform,
	integer_of(member(entry, 'count')) AS count
FROM found
WHERE entry IS NOT NULL;

CREATE VIEW modules AS SELECT site, name, slug, version FROM entries WHERE list = 'modules';
CREATE VIEW classes AS SELECT site, name, count FROM entries WHERE list = 'classes';
CREATE VIEW class_platforms AS SELECT DISTINCT site, name, platform, count FROM entries WHERE list = 'class_platforms';
CREATE VIEW puppetfile_ruby_methods AS SELECT site, name, count FROM entries WHERE list = 'puppetfile_ruby_methods';
CREATE VIEW dependencies AS SELECT site, replace(name, '/', '-') AS name FROM entries WHERE list = 'dependencies';
CREATE VIEW unused_modules AS SELECT site, name FROM entries WHERE list = 'unused_modules';
CREATE VIEW unused_classes AS SELECT site, name FROM entries WHERE list = 'unused_classes';

CREATE VIEW version_of_module AS SELECT site, slug AS context, version AS value FROM modules WHERE slug IS NOT NULL AND version IS NOT NULL;

-- What the run's own summary must say.
CREATE VIEW summary AS
SELECT 'reports' AS what, count(*) AS n FROM judged
UNION ALL SELECT reason, count(*) FROM judged WHERE reason IS NOT NULL GROUP BY reason
UNION ALL SELECT 'early', count(*) FROM judged WHERE reason IS NULL AND sent < getvariable('from_time')::TIMESTAMPTZ
UNION ALL SELECT 'late', count(*) FROM judged WHERE reason IS NULL AND sent >= getvariable('to_time')::TIMESTAMPTZ
UNION ALL SELECT 'duplicates', (SELECT count(*) FROM in_week) - (SELECT count(*) FROM latest)
UNION ALL SELECT 'sites', count(*) FROM latest
UNION ALL SELECT 'skipped entries', count(*) FROM found WHERE entry IS NULL;
