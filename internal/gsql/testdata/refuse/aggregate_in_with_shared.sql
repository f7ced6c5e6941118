WITH p AS (SELECT MAX(load) AS most, COUNT(*) AS n FROM reports)
SELECT a.n
FROM p AS a JOIN p AS b ON a.most = b.most
-- want 1:19 ISO104: MAX publishes values of single sites
