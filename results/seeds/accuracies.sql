-- Test rows classified rightly by the configurations that the quick grid's study selected, for each seed.
SELECT task, method, max(test_total) AS total,
    max(test_correct) FILTER (WHERE seed = 1) AS seed_1, max(test_correct) FILTER (WHERE seed = 2) AS seed_2,
    max(test_correct) FILTER (WHERE seed = 3) AS seed_3, max(test_correct) FILTER (WHERE seed = 4) AS seed_4,
    max(test_correct) FILTER (WHERE seed = 5) AS seed_5
FROM selected_results GROUP BY task, method ORDER BY task, method
