-- The reports as one table, one row a site, with the columns that the queries need. Entries that do not
-- fit are left out here, so that the queries can be as short as isobar's.
CREATE TABLE reports AS
SELECT COLUMNS(lambda name: name = 'site_id' OR list_contains(getvariable('columns'), name))
FROM (
	SELECT
		site_id,
		message_id,
		"timestamp",
		environment_count,
		list_filter(modules, lambda e: coalesce(e.name, e.slug, e.version) IS NOT NULL
			AND NOT odd(e.name) AND NOT odd(e.slug) AND NOT odd(e.version)) AS modules,
		list_filter(classes, lambda e: coalesce(e.name, e.count) IS NOT NULL
			AND NOT odd(e.name) AND NOT uncounted(e.count)) AS classes,
		list_filter(class_platforms, lambda e: coalesce(e.name, e.platform, e.count) IS NOT NULL
			AND NOT odd(e.name) AND NOT odd(e.platform) AND NOT uncounted(e.count)) AS class_platforms,
		list_filter(puppetfile_ruby_methods, lambda e: coalesce(e.name, e.count) IS NOT NULL
			AND NOT odd(e.name) AND NOT uncounted(e.count)) AS puppetfile_ruby_methods,
		list_filter(dependencies, lambda e: coalesce(e.name, e.version_requirement) IS NOT NULL
			AND NOT odd(e.name) AND NOT odd(e.version_requirement)) AS dependencies,
		unused_modules,
		unused_classes
	FROM incoming
)
QUALIFY row_number() OVER (PARTITION BY site_id ORDER BY "timestamp" DESC, message_id DESC) = 1;
