SELECT slug,
FROM reports GROUP
-- want 4:1: Syntax error: 
