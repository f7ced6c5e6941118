SELECT COUNT(*) AS n
FROM reports AS a
WHERE site_id IN (SELECT b.site_id FROM reports AS b)
-- want 3:7 ISO102: site_id identifies a site
-- want 3:41 ISO205: a subquery in an expression can read the arrays of the row around it, or published groups, but not reports
