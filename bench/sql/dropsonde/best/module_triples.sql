-- What prunes: a triple that k sites have is made of modules and of pairs that k sites have. What else is
-- fast: modules are numbers, the commonest first, and triples are counted in parts, by the number of the
-- middle one, so that the groups of a part are numbers in a narrow range, which DuckDB counts in an array
-- without hashing if it is allowed to. Nearly all rows have a middle module among the commonest.
CREATE TEMP TABLE triple_ranks AS
SELECT slug, (row_number() OVER (ORDER BY count(*) DESC, slug) - 1)::USMALLINT AS rank
FROM installed
GROUP BY slug
HAVING count(*) >= k();

CREATE TEMP TABLE triple_items AS SELECT site, rank FROM installed JOIN triple_ranks USING (slug);

SET perfect_ht_threshold = 28;

CREATE TEMP TABLE triple_pairs AS
SELECT rare.rank AS rare, common.rank AS common
FROM triple_items AS rare JOIN triple_items AS common ON rare.site = common.site AND rare.rank > common.rank
GROUP BY rare.rank, common.rank
HAVING count(*) >= k();

CREATE TEMP TABLE triple_counts (a USMALLINT, b USMALLINT, c USMALLINT, sites BIGINT);

-- Of middle modules that are common: join the pairs of the two commoner modules with all that are rarer.
CREATE TEMP MACRO triples_of(low, high) AS TABLE
WITH pairs AS (
	SELECT b.site, b.rank AS b, c.rank AS c
	FROM (FROM triple_items WHERE rank >= low AND rank < high) AS b
	JOIN (FROM triple_items WHERE rank < high) AS c ON b.site = c.site AND b.rank > c.rank
	SEMI JOIN triple_pairs ON triple_pairs.rare = b.rank AND triple_pairs.common = c.rank
)
SELECT a.rank AS a, pairs.b, pairs.c, count(*) AS sites
FROM pairs JOIN (FROM triple_items WHERE rank > low) AS a ON a.site = pairs.site AND a.rank > pairs.b
GROUP BY a.rank, pairs.b, pairs.c
HAVING count(*) >= k();

-- Of middle modules that are rare: join the pairs of the two rarer modules, of which few are left, with all
-- that are commoner.
CREATE TEMP MACRO rare_triples_of(low) AS TABLE
WITH pairs AS (
	SELECT b.site, a.rank AS a, b.rank AS b
	FROM (FROM triple_items WHERE rank >= low) AS b
	JOIN (FROM triple_items WHERE rank > low) AS a ON b.site = a.site AND b.rank < a.rank
	SEMI JOIN triple_pairs ON triple_pairs.rare = a.rank AND triple_pairs.common = b.rank
)
SELECT pairs.a, pairs.b, c.rank AS c, count(*) AS sites
FROM pairs JOIN triple_items AS c ON c.site = pairs.site AND c.rank < pairs.b
GROUP BY pairs.a, pairs.b, c.rank
HAVING count(*) >= k();

INSERT INTO triple_counts FROM triples_of(0, 16);
INSERT INTO triple_counts FROM triples_of(16, 32);
INSERT INTO triple_counts FROM triples_of(32, 48);
INSERT INTO triple_counts FROM triples_of(48, 64);
INSERT INTO triple_counts FROM triples_of(64, 80);
INSERT INTO triple_counts FROM triples_of(80, 96);
INSERT INTO triple_counts FROM triples_of(96, 112);
INSERT INTO triple_counts FROM triples_of(112, 128);
INSERT INTO triple_counts FROM rare_triples_of(128);
RESET perfect_ht_threshold;

SELECT slugs[1] AS slug_a, slugs[2] AS slug_b, slugs[3] AS slug_c, sites
FROM (
	SELECT list_sort([x.slug, y.slug, z.slug]) AS slugs, sites
	FROM triple_counts
	JOIN triple_ranks AS x ON x.rank = a
	JOIN triple_ranks AS y ON y.rank = b
	JOIN triple_ranks AS z ON z.rank = c
)
