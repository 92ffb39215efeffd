-- Test rows classified rightly, of all test rows, by the configurations that the quick grid's study selected on split 0, for each split.
SELECT task, method,
    max(test_correct || '/' || test_total) FILTER (WHERE split_index = 0) AS split_0,
    max(test_correct || '/' || test_total) FILTER (WHERE split_index = 1) AS split_1,
    max(test_correct || '/' || test_total) FILTER (WHERE split_index = 2) AS split_2,
    max(test_correct || '/' || test_total) FILTER (WHERE split_index = 3) AS split_3
FROM selected_results GROUP BY task, method ORDER BY task, method
