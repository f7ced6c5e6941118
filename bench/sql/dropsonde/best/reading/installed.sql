-- Which site has which module, once. Several tables begin with it.
CREATE TABLE installed AS SELECT DISTINCT site, slug FROM modules WHERE slug IS NOT NULL;
