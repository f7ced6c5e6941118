-- The reports as narrow tables, as fast as was found: the columns that the queries need are read once, and
-- the files in reading/ make a table of each, of those that some query names.
CREATE TABLE raw AS
SELECT COLUMNS(lambda name: name IN ('site_id', 'message_id', 'timestamp') OR list_contains(getvariable('columns'), name))
FROM incoming;

-- One report a site. Only narrow columns are sorted; a row's number stands for the site from here on.
CREATE TABLE kept AS
SELECT rowid AS site
FROM raw
QUALIFY row_number() OVER (PARTITION BY site_id ORDER BY "timestamp" DESC, message_id DESC) = 1;

CREATE VIEW sites AS SELECT rowid AS site, * FROM raw WHERE rowid IN (SELECT site FROM kept);
