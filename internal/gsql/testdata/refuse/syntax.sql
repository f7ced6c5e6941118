SELECT slug,
FROM reports GROUP slug
-- want 2:20 ISO001: Syntax error: Expected @ for hint or keyword BY but got identifier "slug"
