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

CREATE MACRO seconds(j) AS to_timestamp(TRY_CAST(j->>'$' AS BIGINT));

-- The JSON in a string.
CREATE MACRO inside(j) AS TRY_CAST(text_of(j) AS JSON);

-- What happened, in both generations of reports: which site it was, when, and what was said.
CREATE TABLE numbered AS SELECT row_number() OVER () AS report, line FROM lines;

CREATE TABLE happenings AS
SELECT
	report,
	text_of(member(member(entry, 'event'), 'machine_id')) AS site,
	text_of(member(member(entry, 'event'), 'type')) AS type,
	seconds(member(member(entry, 'event'), 'timestamp')) AS moment,
	inside(member(member(entry, 'event'), 'properties')) AS said,
	inside(member(member(entry, 'user'), 'properties')) AS person,
	inside(member(member(entry, 'vcluster_instance'), 'properties')) AS instance
FROM (SELECT report, unnest(elements(member(line, 'data'))) AS entry FROM numbered);

CREATE TABLE syncs AS
SELECT
	report,
	text_of(member(entry, 'type')) AS type,
	make_timestamptz(TRY_CAST(member(entry, 'time')->>'$' AS BIGINT)) AS moment,
	coalesce(member(entry, 'success')->>'$' = 'true', false) AS success,
	number_of(member(entry, 'processingTime')) AS micros,
	text_of(member(entry, 'kind')) AS kind
FROM (SELECT report, unnest(elements(member(line, 'events'))) AS entry FROM numbered);

CREATE TABLE judged AS
WITH
	current AS (
		SELECT report, min(site) AS site, count(DISTINCT site) AS sites, max(moment) AS sent FROM happenings GROUP BY report
	),
	legacy AS (SELECT report, max(moment) AS sent FROM syncs GROUP BY report),
	read AS (
		SELECT
			report AS line_number, line, '' AS message, coalesce(sites, 1) AS sites,
			coalesce(current.site, text_of(member(member(line, 'instanceProperties'), 'uid'))) AS site,
			coalesce(current.sent, legacy.sent) AS sent
		FROM numbered LEFT JOIN current USING (report) LEFT JOIN legacy USING (report)
	)
SELECT line_number, line, site, sent, message, CASE
	WHEN line IS NULL THEN 'not JSON or not UTF-8'
	WHEN json_type(line) <> 'OBJECT' THEN 'wrong type'
	WHEN coalesce(site, '') = '' THEN 'no site id'
	WHEN sent IS NULL THEN 'no time'
	WHEN sites > 1 THEN 'several site ids'
END AS reason
FROM read;

CREATE TABLE in_week AS
SELECT line_number, line, site, message, sent
FROM judged
WHERE reason IS NULL AND sent >= getvariable('from_time')::TIMESTAMPTZ AND sent < getvariable('to_time')::TIMESTAMPTZ;

-- All reports of an instance, once each though a line may have been delivered twice.
CREATE TABLE kept AS
SELECT min(line_number) AS report, site, line, sent
FROM in_week
GROUP BY site, line, sent;

-- What each report says of the instance: what the latest happening that says it says, and of two at the same
-- time the one that is listed last. The program tells of the machine in person, the server of the instance.
CREATE TABLE said AS
WITH
	told AS (
		SELECT
			report,
			last(coalesce(text_of(member(said, 'version')), text_of(member(instance, 'vcluster_version'))))
				FILTER (coalesce(text_of(member(said, 'version')), text_of(member(instance, 'vcluster_version'))) IS NOT NULL) AS version,
			last(text_of(member(instance, 'creation_method'))) FILTER (text_of(member(instance, 'creation_method')) IS NOT NULL) AS creator,
			last(coalesce(text_of(member(person, 'os_name')), split_part(text_of(member(instance, 'os_arch')), '/', 1))) FILTER (person IS NOT NULL OR instance IS NOT NULL) AS os,
			last(coalesce(text_of(member(person, 'os_arch')), split_part(text_of(member(instance, 'os_arch')), '/', 2))) FILTER (person IS NOT NULL OR instance IS NOT NULL) AS arch,
			last(text_of(member(member(instance, 'vcluster_k8s_distro_version'), 'gitVersion'))) FILTER (instance IS NOT NULL) AS inner_version,
			last(text_of(member(member(instance, 'host_cluster_k8s_version'), 'gitVersion'))) FILTER (instance IS NOT NULL) AS host_version,
			last(number_of(member(said, 'pods'))) FILTER (type = 'vcluster_status') AS pods
		FROM happenings
		GROUP BY report
	)
SELECT
	site,
	report,
	{'sent': sent, 'content': sha256(line::VARCHAR)} AS place,
	CASE WHEN member(line, 'data') IS NOT NULL THEN 'current' ELSE 'legacy' END AS generation,
	coalesce(version, text_of(member(p, 'syncerVersion'))) AS version,
	coalesce(creator, text_of(member(p, 'instanceCreator'))) AS creator,
	coalesce(os, text_of(member(p, 'os'))) AS os,
	coalesce(arch, text_of(member(p, 'arch'))) AS arch,
	text_of(member(p, 'vclusterServiceType')) AS service_type,
	coalesce(inner_version, text_of(member(member(p, 'virtualKubernetesVersion'), 'gitVersion'))) AS inner_version,
	coalesce(host_version, text_of(member(member(p, 'hostKubernetesVersion'), 'gitVersion'))) AS host_version,
	inside(member(p, 'syncerFlags')) AS flags,
	pods
FROM (SELECT *, member(line, 'instanceProperties') AS p FROM kept) LEFT JOIN told USING (report);

-- One row an instance: of each column what the latest report says that says something.
CREATE TABLE latest AS
SELECT
	site,
	arg_max(generation, place) AS generation,
	arg_max(version, place) FILTER (version IS NOT NULL) AS version,
	arg_max(creator, place) FILTER (creator IS NOT NULL) AS creator,
	arg_max(os, place) FILTER (os IS NOT NULL) AS os,
	arg_max(arch, place) FILTER (arch IS NOT NULL) AS arch,
	arg_max(service_type, place) FILTER (service_type IS NOT NULL) AS service_type,
	regexp_extract(arg_max(inner_version, place) FILTER (inner_version IS NOT NULL), '^v([0-9]+[.][0-9]+)', 1) AS inner_version,
	regexp_extract(arg_max(host_version, place) FILTER (host_version IS NOT NULL), '^v([0-9]+[.][0-9]+)', 1) AS host_version,
	arg_max(pods, place) FILTER (pods IS NOT NULL) AS pods
FROM said
GROUP BY site;

CREATE TABLE controllers AS SELECT site, text_of(entry) AS name FROM (SELECT site, unnest(elements(member(flags, 'controllers'))) AS entry FROM said);

CREATE TABLE flags AS
SELECT site, name
FROM (SELECT site, member(flags, 'setFlags') AS held, unnest(json_keys(member(flags, 'setFlags'))) AS name FROM said)
WHERE member(held, name)->>'$' = 'true';

CREATE TABLE events AS
SELECT kept.site, latest.version, type, success, micros, kind FROM kept JOIN latest USING (site) JOIN syncs USING (report)
UNION ALL
SELECT kept.site, latest.version, type, CASE WHEN type = 'vcluster_cli' THEN missing(member(happenings.said, 'error')) END, NULL, NULL
FROM kept JOIN latest USING (site) JOIN happenings USING (report);

CREATE VIEW version_on_host AS SELECT site, host_version AS context, version AS value FROM latest WHERE version IS NOT NULL AND host_version <> '';

-- What the run's own summary must say.
CREATE VIEW summary AS
SELECT 'reports' AS what, count(*) AS n FROM judged
UNION ALL SELECT reason, count(*) FROM judged WHERE reason IS NOT NULL GROUP BY reason
UNION ALL SELECT 'early', count(*) FROM judged WHERE reason IS NULL AND sent < getvariable('from_time')::TIMESTAMPTZ
UNION ALL SELECT 'late', count(*) FROM judged WHERE reason IS NULL AND sent >= getvariable('to_time')::TIMESTAMPTZ
UNION ALL SELECT 'duplicates', (SELECT count(*) FROM in_week) - (SELECT count(*) FROM latest)
UNION ALL SELECT 'sites', count(*) FROM latest
UNION ALL SELECT 'skipped entries', 0;
