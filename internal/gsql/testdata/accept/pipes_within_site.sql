FROM reports
|> JOIN UNNEST(tags) AS tag
|> AGGREGATE COUNT(*) AS tags GROUP BY site_id
|> AGGREGATE COUNT(*) AS sites GROUP AND ORDER BY tags DESC
