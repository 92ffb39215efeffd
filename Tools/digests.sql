-- What a run elsewhere must reproduce to the bit: outcome, epochs, weights and the digest of all measurements.
SELECT t.name AS task, s.split_index AS split, m.name AS method, u.unit_hash, a.outcome, a.epochs_completed,
    a.result_digest, a.weights_digest
FROM current_attempts AS l JOIN attempts AS a USING (attempt_id) JOIN units AS u ON u.unit_id = a.unit_id
JOIN splits AS s ON s.split_id = u.split_id JOIN tasks AS t ON t.task_id = s.task_id
JOIN configurations AS c ON c.configuration_id = u.configuration_id JOIN methods AS m ON m.method_id = c.method_id
WHERE a.outcome IN ('succeeded', 'diverged') ORDER BY t.name, s.split_index, m.name, u.unit_hash
