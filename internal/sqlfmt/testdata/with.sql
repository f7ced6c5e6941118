with recursive per_site as (select site_id, m.slug, count(*) as copies from reports, unnest(modules) as m group by site_id, m.slug),

-- those with copies
several as (select * from per_site where copies > 1), one as (select 1 as n)

select slug, count(distinct site_id) as sites from (select slug, site_id from several union all select slug, site_id from per_site where copies = 1 and slug like 'a%')
group by slug having sites > (select n from one)
