-- The bound clamps the numerator alone.
SELECT AVG(e.amount) AS mean
FROM reports, UNNEST(events) AS e
