-- How far each batch size is from Table A11: test accuracies of what validation selected, over the tasks in print.
SELECT protocol, method, count(published) AS tasks, round(avg(ours), 4) AS accuracy, round(avg(published), 4) AS published,
    round(avg(difference), 4) AS mean_difference, round(avg(abs(difference)), 4) AS mean_absolute_difference,
    sum(abs(difference) < 6e-5) AS equal
FROM published_beside_ours WHERE table_label = 'A11' AND method IN ('snn', 'msra') AND published IS NOT NULL
GROUP BY protocol, method ORDER BY protocol, method
