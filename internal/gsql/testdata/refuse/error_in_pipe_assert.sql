FROM reports
|> ASSERT load < 100, 'a busy one', host.os
|> AGGREGATE COUNT(*) AS n
-- want 1:1 ISO201: ASSERT is not supported
