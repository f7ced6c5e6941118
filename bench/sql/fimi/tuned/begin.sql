-- Reads baskets as convert writes them. Items become an ENUM in byte order: numbers are what DuckDB joins
-- and counts fastest, and comparing two of them compares their texts.
CREATE TABLE texts AS
SELECT row_number() OVER () AS site, modules
FROM read_json(getvariable('input'), format = 'newline_delimited', columns = {modules: 'STRUCT(slug VARCHAR)[]'});

CREATE TYPE item AS ENUM (SELECT DISTINCT e.slug FROM (SELECT unnest(modules) AS e FROM texts) ORDER BY e.slug);

CREATE TABLE baskets AS SELECT DISTINCT site, e.slug::item AS item FROM (SELECT site, unnest(modules) AS e FROM texts);
