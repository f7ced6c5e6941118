CREATE TABLE unused_classes AS SELECT site, unnest(unused_classes) AS name FROM sites;
