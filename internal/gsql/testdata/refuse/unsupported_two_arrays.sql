SELECT m.slug, tag, COUNT(*) AS n
FROM reports, UNNEST(modules AS m, tags AS tag)
GROUP BY slug, tag
-- want 1:1 ISO208: UNNEST of several arrays at once is not supported
