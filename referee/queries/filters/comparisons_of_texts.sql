-- By code points, without regard to language.
SELECT label < 'b' AS a, label = '\u00e9' AS b, label > '\u00e9' AS c, region < label AS d, label <= '' AS e, label >= '\U0001f986' AS f, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4, 5, 6
