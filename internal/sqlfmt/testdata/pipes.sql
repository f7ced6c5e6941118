from reports, unnest(modules) as m |> where m.slug is not null and m.version is not null -- known
|> extend length(m.slug) as n, lower(m.name) as name
-- sites by module
|> aggregate count(distinct site_id) as sites, sum(m.count) as uses, avg(environment_count) as mean_of_environments group by slug, version
|> as t |> join other as o on t.slug = o.slug |> select slug, sites |> drop n |> set sites = sites + 1 |> rename slug as module
|> union all (from x), (select * from y |> where z) |> order by sites desc |> limit 10 offset 5 |> pivot(sum(x) for y in ('a', 'b')) |> distinct
