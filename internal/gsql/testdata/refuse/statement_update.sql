UPDATE reports SET load = 1 WHERE TRUE
-- want 1:20 ISO001: Cannot UPDATE value on non-writable column: load
