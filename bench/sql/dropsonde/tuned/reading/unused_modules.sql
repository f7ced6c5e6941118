CREATE TABLE unused_modules AS SELECT site, unnest(unused_modules) AS name FROM sites;
