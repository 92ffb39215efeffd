-- Test rows classified rightly by what validation selected, under each value of last_batch; the rows of the last batch of an epoch.
SELECT s.task, p.training_rows, p.training_rows % 128 AS last_rows, s.method, max(s.test_total) AS total,
    max(s.test_correct) FILTER (WHERE s.protocol = 'uci') AS kept,
    max(s.test_correct) FILTER (WHERE s.protocol = 'uci last_batch=dropped') AS dropped,
    max(s.test_correct) FILTER (WHERE s.protocol = 'uci last_batch=merged') AS merged,
    max(s.test_correct) FILTER (WHERE s.protocol = 'uci last_batch=scaled') AS scaled
FROM selected_results AS s JOIN splits AS p USING (split_id) WHERE s.grid = 'quick'
GROUP BY s.task, s.method ORDER BY s.task, s.method
