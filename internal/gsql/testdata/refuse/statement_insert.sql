INSERT INTO reports (load) VALUES (1)
-- want 1:22 ISO001: Cannot INSERT value on non-writable column: load
