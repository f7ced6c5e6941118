-- Reads baskets as convert writes them.
CREATE TABLE reports AS
SELECT site_id, modules
FROM read_json(getvariable('input'), format = 'newline_delimited', columns = {site_id: 'VARCHAR', modules: 'STRUCT(slug VARCHAR)[]'});
