SELECT COUNTIF('apache' IN (SELECT slug FROM UNNEST(modules))) AS apache, COUNTIF('web' NOT IN UNNEST(tags)) AS no_web
FROM reports
