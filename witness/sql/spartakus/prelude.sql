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

-- Reports say their time in seconds since 1970, as a text or a number.
CREATE TABLE judged AS
WITH read AS (
	SELECT line, text_of(member(line, 'clusterID')) AS site, '' AS message,
		to_timestamp(TRY_CAST(member(line, 'timestamp')->>'$' AS BIGINT)) AS sent
	FROM lines
)
SELECT line, site, sent, message, CASE
	WHEN line IS NULL THEN 'not JSON or not UTF-8'
	WHEN json_type(line) <> 'OBJECT' THEN 'wrong type'
	WHEN coalesce(site, '') = '' THEN 'no site id'
	WHEN sent IS NULL THEN 'no time'
END AS reason
FROM read;

CREATE TABLE in_week AS
SELECT line, site, message, sent
FROM judged
WHERE reason IS NULL AND sent >= getvariable('from_time')::TIMESTAMPTZ AND sent < getvariable('to_time')::TIMESTAMPTZ;

-- One report a cluster: the latest. Those of the same second of a cluster say the same here.
CREATE TABLE latest AS
SELECT site, line, text_of(member(line, 'masterVersion')) AS master
FROM in_week
QUALIFY row_number() OVER (PARTITION BY site ORDER BY sent DESC, sha256(line::VARCHAR) DESC) = 1;

CREATE TABLE nodes AS
SELECT
	site,
	master,
	text_of(member(node, 'operatingSystem')) AS os,
	text_of(member(node, 'osImage')) AS image,
	text_of(member(node, 'kernelVersion')) AS kernel,
	text_of(member(node, 'architecture')) AS arch,
	text_of(member(node, 'containerRuntimeVersion')) AS runtime,
	text_of(member(node, 'kubeletVersion')) AS kubelet,
	text_of(member(node, 'cloudProvider')) AS cloud,
	member(node, 'capacity') AS capacity
FROM (SELECT site, master, unnest(elements(member(line, 'nodes'))) AS node FROM latest);

-- Quantities as Kubernetes writes them.
CREATE MACRO unit_of(suffix) AS CASE suffix
	WHEN '' THEN 1 WHEN 'm' THEN 0.001 WHEN 'k' THEN 1000 WHEN 'M' THEN 1000000 WHEN 'G' THEN 1000000000
	WHEN 'Ki' THEN 1024 WHEN 'Mi' THEN 1048576 WHEN 'Gi' THEN 1073741824
END;

CREATE MACRO quantity(text) AS TRY_CAST(regexp_extract(text, '^[0-9.]+') AS DOUBLE) * unit_of(regexp_extract(text, '[A-Za-z]*$'));

CREATE TABLE capacity AS
SELECT site, text_of(member(entry, 'resource')) AS resource, quantity(text_of(member(entry, 'value'))) AS amount
FROM (SELECT site, unnest(elements(capacity)) AS entry FROM nodes);

CREATE VIEW kernel_of_node AS SELECT site, '' AS context, kernel AS value FROM nodes WHERE kernel IS NOT NULL;

CREATE VIEW image_at_cloud AS SELECT site, cloud AS context, image AS value FROM nodes WHERE cloud IS NOT NULL AND image IS NOT NULL;

CREATE VIEW image_of_node AS SELECT site, '' AS context, image AS value FROM nodes WHERE image IS NOT NULL;

CREATE VIEW kubelet_of_node AS SELECT site, '' AS context, kubelet AS value FROM nodes WHERE kubelet IS NOT NULL;

CREATE VIEW master_of_cluster AS SELECT site, '' AS context, master AS value FROM latest WHERE master IS NOT NULL;

-- What the run's own summary must say.
CREATE VIEW summary AS
SELECT 'reports' AS what, count(*) AS n FROM judged
UNION ALL SELECT reason, count(*) FROM judged WHERE reason IS NOT NULL GROUP BY reason
UNION ALL SELECT 'early', count(*) FROM judged WHERE reason IS NULL AND sent < getvariable('from_time')::TIMESTAMPTZ
UNION ALL SELECT 'late', count(*) FROM judged WHERE reason IS NULL AND sent >= getvariable('to_time')::TIMESTAMPTZ
UNION ALL SELECT 'duplicates', (SELECT count(*) FROM in_week) - (SELECT count(*) FROM latest)
UNION ALL SELECT 'sites', count(*) FROM latest
UNION ALL SELECT 'skipped entries', count(*) FROM capacity WHERE amount IS NULL;
