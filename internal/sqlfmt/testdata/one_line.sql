select count(distinct site_id) as sites from reports where exists (select 1 from unnest(modules) as m where m.slug = 'puppetlabs-stdlib')
