SELECT m.slug, COUNT(*) AS n
FROM reports AS r, LATERAL (SELECT slug FROM UNNEST(r.modules)) AS m
GROUP BY slug
-- want 2:18 ISO202: this form of JOIN is not supported
