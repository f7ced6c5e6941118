-- How many sites have each module.


-- A second paragraph, after an empty line.
--
-- And a third.

/* A block
   of lines. */
select
    -- the module
    m.slug as slug -- as the Forge has it
  , count(distinct site_id) as sites -- counted once
  -- not published:
  , /* clamped */ sum(m.count) as n /* see dataset.yaml */

from reports, -- the raw ones
  unnest(modules) as m -- each module
-- only named ones
where m.slug is not null and -- named
  -- and known
  m.version is not null /* any version */ or
  m.name in ('a', -- first
    'b' /* last */)

  -- grouped

group by slug -- end
-- after the end
