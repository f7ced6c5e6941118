-- What all ways of asking DuckDB begin with: the reports of the week as a view over the files, and macros.
-- Unlike the witness's own prelude.sql it does not judge lines: it takes them to be what `isobar sample`
-- writes without --dirty. The comparison of rows says whether that is true.
--
-- The variables input (a pattern), from_time and to_time (the window, in RFC 3339), columns (those of the
-- reports that the queries to come need) and k (the least number of sites of a row) are set before.

CREATE MACRO k() AS getvariable('k');

-- least and greatest would leave a NULL out of account.
CREATE MACRO clamped(total) AS CASE WHEN total IS NOT NULL THEN greatest(least(total, 100), -100) END;

-- Entries that do not fit are left out. What is no record is a record of NULLs here, and a text that was
-- an array is an array's JSON; sample makes neither otherwise.
CREATE MACRO odd(text) AS coalesce(starts_with(text, '['), false);

CREATE MACRO uncounted(count) AS count IS NOT NULL AND TRY_CAST(count AS BIGINT) IS NULL;

-- Columns are named, which is faster than finding them out. A report is in one of two forms: columns are
-- members, or values of snapshots. Counts are texts here, so that one that is no number can be told from
-- one that is missing. A value of another type than a column's is NULL, by ignore_errors.
CREATE VIEW incoming AS
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
