-- referee: ordered
FROM reports
|> AGGREGATE COUNT(*) AS n GROUP AND ORDER BY size
