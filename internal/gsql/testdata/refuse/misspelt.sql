SELECT m.slugg, COUNT(*) AS n FROM reports, UNNEST(modules) AS m GROUP BY 1
-- want 1:10 ISO001: Field name slugg does not exist in STRUCT<name STRING, slug STRING, version STRING>; Did you mean slug?
