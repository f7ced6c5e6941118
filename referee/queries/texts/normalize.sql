-- Composed and decomposed letters become one.
SELECT NORMALIZE(label) AS a, NORMALIZE(label, NFD) AS b, NORMALIZE(label, NFKC) AS c, COUNT(*) AS n
FROM reports
GROUP BY a, b, c
