select 1 as x, 2 as y from t for system_time as of timestamp '2026-11-09';
select array(select as struct a, b from t) as x, (select as value 1), exists(select 1) from t tablesample system (10 percent);
select @{hint = 1} t.x from t full outer join@{other = 2} u using (x, y);
select q, n from t pivot(sum(n) for q in ('a' as a, 'b' as b));
select * from t unpivot(n for q in (a, b))
