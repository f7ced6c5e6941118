-- referee: ordered
SELECT load
FROM reports
GROUP BY load
ORDER BY load DESC
