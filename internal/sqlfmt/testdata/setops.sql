(select 1 as a) union all (select 2) except distinct

-- without three
select 3 as a intersect distinct select 4 full union all by name select 5 order by a limit 1;

with a as (select 1) (select * from a) union distinct select * except (x) from b
;
