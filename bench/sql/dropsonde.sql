-- Reads the reports that `isobar sample` writes into the tables that ../witness/sql queries, as fast as
-- was found. Unlike the witness's own prelude.sql it does not judge lines: it takes them to be what sample
-- writes without --dirty. The comparison of rows says whether that is true.
--
-- The variables input (a pattern), from_time and to_time (the window, in RFC 3339) are set before.

CREATE MACRO k() AS 10;

-- least and greatest would leave a NULL out of account.
CREATE MACRO clamped(total) AS CASE WHEN total IS NOT NULL THEN greatest(least(total, 10000), -10000) END;

-- Columns are named, which is faster than finding them out. A report is in one of two forms: columns are
-- members, or values of snapshots. Counts are texts here, so that one that is no number can be told from
-- one that is missing. A value of another type than a column's is NULL, by ignore_errors.
CREATE TABLE raw AS
SELECT
	site_id,
	message_id,
	"timestamp",
	coalesce(environment_count, sent.environment_count.value) AS environment_count,
	coalesce(modules, sent.modules.value) AS modules,
	coalesce(classes, sent.classes.value) AS classes,
	coalesce(class_platforms, sent.class_platforms.value) AS class_platforms,
	coalesce(puppetfile_ruby_methods, sent.puppetfile_ruby_methods.value) AS puppetfile_ruby_methods,
	coalesce(dependencies, sent.dependencies.value) AS dependencies,
	coalesce(unused_modules, sent.unused_modules.value) AS unused_modules,
	coalesce(unused_classes, sent.unused_classes.value) AS unused_classes
FROM (
	SELECT *, "self-service-analytics".snapshots AS sent
	FROM read_json(getvariable('input'), format = 'newline_delimited', ignore_errors = true, columns = {
		site_id: 'VARCHAR', message_id: 'VARCHAR', timestamp: 'TIMESTAMPTZ', environment_count: 'BIGINT',
		modules: 'STRUCT(name VARCHAR, slug VARCHAR, version VARCHAR)[]',
		classes: 'STRUCT(name VARCHAR, count VARCHAR)[]',
		class_platforms: 'STRUCT(name VARCHAR, platform VARCHAR, count VARCHAR)[]',
		puppetfile_ruby_methods: 'STRUCT(name VARCHAR, count VARCHAR)[]',
		dependencies: 'STRUCT(name VARCHAR, version_requirement VARCHAR)[]',
		unused_modules: 'VARCHAR[]', unused_classes: 'VARCHAR[]',
		"self-service-analytics": 'STRUCT(snapshots STRUCT(
			modules STRUCT("value" STRUCT(name VARCHAR, slug VARCHAR, version VARCHAR)[]),
			classes STRUCT("value" STRUCT(name VARCHAR, count VARCHAR)[]),
			class_platforms STRUCT("value" STRUCT(name VARCHAR, platform VARCHAR, count VARCHAR)[]),
			puppetfile_ruby_methods STRUCT("value" STRUCT(name VARCHAR, count VARCHAR)[]),
			dependencies STRUCT("value" STRUCT(name VARCHAR, version_requirement VARCHAR)[]),
			unused_modules STRUCT("value" VARCHAR[]),
			unused_classes STRUCT("value" VARCHAR[]),
			environment_count STRUCT("value" BIGINT)))'
	})
)
WHERE "timestamp" >= getvariable('from_time')::TIMESTAMPTZ AND "timestamp" < getvariable('to_time')::TIMESTAMPTZ;

-- One report a site. Only narrow columns are sorted; a row's number stands for the site from here on.
CREATE TABLE kept AS
SELECT rowid AS site
FROM raw
QUALIFY row_number() OVER (PARTITION BY site_id ORDER BY "timestamp" DESC, message_id DESC) = 1;

CREATE VIEW sites AS SELECT rowid AS site, * FROM raw WHERE rowid IN (SELECT site FROM kept);

CREATE VIEW latest AS SELECT site, environment_count FROM sites;

-- Entries that do not fit are left out. What is no record is a record of NULLs here, and a text that was
-- an array is an array's JSON; sample makes neither otherwise.
CREATE MACRO odd(text) AS coalesce(starts_with(text, '['), false);

CREATE MACRO uncounted(count) AS count IS NOT NULL AND TRY_CAST(count AS BIGINT) IS NULL;

-- Tables, not views, because some are read by several queries, and slugs as an ENUM in byte order: pairs take
-- half as long with numbers as with texts, and comparing two compares their texts.
CREATE TABLE entries AS
SELECT site, e.slug AS slug, e.version AS version
FROM (SELECT site, unnest(modules) AS e FROM sites)
WHERE coalesce(e.name, e.slug, e.version) IS NOT NULL AND NOT odd(e.name) AND NOT odd(e.slug) AND NOT odd(e.version);

CREATE TYPE slugs AS ENUM (SELECT DISTINCT slug FROM entries WHERE slug IS NOT NULL ORDER BY slug);

CREATE TABLE modules AS SELECT site::UINTEGER AS site, slug::slugs AS slug, version FROM entries;

DROP TABLE entries;

CREATE TABLE classes AS
SELECT site, e.name AS name, TRY_CAST(e.count AS BIGINT) AS count
FROM (SELECT site, unnest(classes) AS e FROM sites)
WHERE coalesce(e.name, e.count) IS NOT NULL AND NOT odd(e.name) AND NOT uncounted(e.count);

CREATE TABLE class_platforms AS
SELECT DISTINCT site, e.name AS name, e.platform AS platform, TRY_CAST(e.count AS BIGINT) AS count
FROM (SELECT site, unnest(class_platforms) AS e FROM sites)
WHERE coalesce(e.name, e.platform, e.count) IS NOT NULL AND NOT odd(e.name) AND NOT odd(e.platform) AND NOT uncounted(e.count);

CREATE TABLE puppetfile_ruby_methods AS
SELECT site, e.name AS name, TRY_CAST(e.count AS BIGINT) AS count
FROM (SELECT site, unnest(puppetfile_ruby_methods) AS e FROM sites)
WHERE coalesce(e.name, e.count) IS NOT NULL AND NOT odd(e.name) AND NOT uncounted(e.count);

CREATE TABLE dependencies AS
SELECT site, replace(e.name, '/', '-') AS name
FROM (SELECT site, unnest(dependencies) AS e FROM sites)
WHERE coalesce(e.name, e.version_requirement) IS NOT NULL AND NOT odd(e.name) AND NOT odd(e.version_requirement);

CREATE TABLE unused_modules AS SELECT site, unnest(unused_modules) AS name FROM sites;

CREATE TABLE unused_classes AS SELECT site, unnest(unused_classes) AS name FROM sites;
