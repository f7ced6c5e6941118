SELECT BIT_AND(n) AS a, BIT_OR(n) AS b, BIT_XOR(n) AS c
FROM (SELECT size, COUNT(*) AS n FROM reports GROUP BY size /* k */)
