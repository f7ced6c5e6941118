-- The join is a fifth of what pairs cost; the rest is a hash table of nine million groups, most of which are
-- dropped in the end. So modules get numbers, the commonest first, and pairs are counted in parts: those of
-- the 64 commonest modules with all that are rarer, and so on. The groups of a part are numbers in a narrow
-- range, which DuckDB counts in an array without hashing if it is allowed to. The last part has few rows and
-- a wide range, and is hashed.
CREATE TEMP TABLE pair_ranks AS
SELECT slug, (row_number() OVER (ORDER BY count(*) DESC, slug) - 1)::USMALLINT AS rank
FROM installed
GROUP BY slug
HAVING count(*) >= k();

CREATE TEMP TABLE pair_items AS SELECT site, rank FROM installed JOIN pair_ranks USING (slug);

CREATE TEMP TABLE pair_counts (a USMALLINT, b USMALLINT, sites BIGINT);

CREATE TEMP MACRO pairs_of(low, high) AS TABLE
SELECT a.rank AS a, b.rank AS b, count(*) AS sites
FROM (FROM pair_items WHERE rank >= low AND rank < high) AS a
JOIN (FROM pair_items WHERE rank >= low) AS b ON a.site = b.site AND a.rank < b.rank
GROUP BY a.rank, b.rank
HAVING count(*) >= k();

SET perfect_ht_threshold = 24;
INSERT INTO pair_counts FROM pairs_of(0, 64);
INSERT INTO pair_counts FROM pairs_of(64, 128);
INSERT INTO pair_counts FROM pairs_of(128, 256);
INSERT INTO pair_counts FROM pairs_of(256, 512);
INSERT INTO pair_counts FROM pairs_of(512, 1024);
INSERT INTO pair_counts FROM pairs_of(1024, 65535);
RESET perfect_ht_threshold;

SELECT least(x.slug, y.slug) AS slug_a, greatest(x.slug, y.slug) AS slug_b, sites
FROM pair_counts
JOIN pair_ranks AS x ON x.rank = a
JOIN pair_ranks AS y ON y.rank = b
