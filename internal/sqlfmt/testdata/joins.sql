select a.x, b.y, c.z from my-project-1.lake.reports as a, unnest(a.modules) as m with offset as o inner join other.table as b using (x) left outer join (select x, max(z) as z from third group by x) as c on a.x = c.x and b.y = c.y and c.z is not null and a.some_long_column_name = c.some_long_column_name
cross join d, e inner join lateral_view f on true left join unnest(a.modules) as n
where left(a.x, 1) = 'a' order by a.x desc nulls last, 2 limit 10 offset 5
