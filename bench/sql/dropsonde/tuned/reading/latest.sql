CREATE VIEW latest AS SELECT site, environment_count FROM sites;
