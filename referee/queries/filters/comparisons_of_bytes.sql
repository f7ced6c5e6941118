SELECT token < b'\xff' AS a, token = b'' AS b, token > b'a' AS c, token >= b'\x00' AS d, COUNT(*) AS n
FROM reports
GROUP BY 1, 2, 3, 4
