-- Test rows classified rightly by what validation selected, with the data as released and with them corrected.
SELECT task, method, max(test_total) AS total,
    max(test_correct) FILTER (WHERE protocol = 'uci') AS released,
    max(test_correct) FILTER (WHERE protocol = 'uci data=corrected') AS corrected
FROM selected_results GROUP BY task, method ORDER BY task, method
