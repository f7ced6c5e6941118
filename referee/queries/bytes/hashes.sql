SELECT
  TO_HEX(MD5(region)) AS a, TO_HEX(SHA1(region)) AS b, TO_HEX(SHA256(token)) AS c, TO_HEX(SHA512(region)) AS d, FARM_FINGERPRINT(label) AS e,
  COUNT(*) AS n
FROM reports
GROUP BY a, b, c, d, e
