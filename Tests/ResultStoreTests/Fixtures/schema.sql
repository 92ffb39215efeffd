PRAGMA application_id = 1397640770;

PRAGMA user_version = 4;

CREATE TABLE attempts (
    -- One execution of a unit; times are ISO 8601 in UTC; result_digest covers epochs, metrics and weights.
    attempt_id INTEGER PRIMARY KEY,
    unit_id INTEGER NOT NULL REFERENCES units (unit_id),
    environment_id INTEGER NOT NULL REFERENCES environments (environment_id),
    outcome TEXT NOT NULL CHECK (outcome IN ('running', 'succeeded', 'diverged', 'failed', 'interrupted',
        'timed_out', 'out_of_memory', 'unsupported')),
    message TEXT,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    seconds REAL CHECK (seconds >= 0),
    epochs_completed INTEGER NOT NULL DEFAULT 0 CHECK (epochs_completed >= 0),
    steps INTEGER NOT NULL DEFAULT 0 CHECK (steps >= 0),
    weights_digest TEXT,
    result_digest TEXT, attempt_digest TEXT, standard_output TEXT, standard_error TEXT,
    CHECK ((outcome = 'running') = (finished_at IS NULL))
) STRICT;

CREATE TABLE configurations (
    -- A method with its hyperparameters; the columns after the digest repeat what the JSON says.
    configuration_id INTEGER PRIMARY KEY,
    method_id INTEGER NOT NULL REFERENCES methods (method_id),
    hyperparameters TEXT NOT NULL,
    configuration_digest TEXT NOT NULL UNIQUE,
    hidden_units INTEGER,
    layers INTEGER,
    learning_rate REAL,
    dropout_rate REAL,
    form TEXT,
    l2_penalty REAL,
    bottleneck REAL
) STRICT;

CREATE TABLE environments (
    -- Where and with what attempts ran.
    environment_id INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    operating_system TEXT NOT NULL,
    processor TEXT NOT NULL,
    instruction_set TEXT NOT NULL,
    threads INTEGER NOT NULL,
    swift_version TEXT NOT NULL,
    program_version TEXT NOT NULL,
    source_commit TEXT NOT NULL,
    environment_digest TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE epochs (
    -- The measurements after each epoch, counted from 1; NULL stands for a value that is not finite.
    attempt_id INTEGER NOT NULL REFERENCES attempts (attempt_id),
    epoch INTEGER NOT NULL CHECK (epoch >= 0),
    training_loss REAL,
    validation_loss REAL,
    validation_correct INTEGER,
    test_loss REAL,
    test_correct INTEGER,
    validation_auc REAL,
    test_auc REAL, further TEXT,
    PRIMARY KEY (attempt_id, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE methods (
    -- One kind of network by its whole definition; method_digest covers name and definition.
    method_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    definition TEXT NOT NULL,
    method_digest TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE metrics (
    -- The metrics of the epoch selected in each attempt; an accuracy has its counts beside the fraction.
    attempt_id INTEGER NOT NULL REFERENCES attempts (attempt_id),
    partition TEXT NOT NULL CHECK (partition IN ('training', 'validation', 'test')),
    name TEXT NOT NULL CHECK (name <> ''),
    value REAL,
    correct INTEGER,
    total INTEGER,
    epoch INTEGER,
    PRIMARY KEY (attempt_id, partition, name),
    CHECK (correct IS NULL OR (total IS NOT NULL AND correct BETWEEN 0 AND total))
) STRICT, WITHOUT ROWID;

CREATE TABLE protocols (
    -- All that is fixed about training and selection.
    protocol_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    definition TEXT NOT NULL,
    protocol_digest TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE published_results (
    -- Numbers from publications; value is NULL where the publication leaves one out.
    source TEXT NOT NULL,
    table_label TEXT NOT NULL,
    task TEXT NOT NULL,
    method TEXT NOT NULL,
    metric TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    value REAL,
    PRIMARY KEY (source, table_label, task, method, metric, detail)
) STRICT, WITHOUT ROWID;

CREATE TABLE selections (
    -- What validation prefers among the candidates of a grid; no unit where every candidate failed.
    selection_id INTEGER PRIMARY KEY,
    split_id INTEGER NOT NULL REFERENCES splits (split_id),
    protocol_id INTEGER NOT NULL REFERENCES protocols (protocol_id),
    method_id INTEGER NOT NULL REFERENCES methods (method_id),
    seed INTEGER NOT NULL,
    grid TEXT NOT NULL,
    rule TEXT NOT NULL,
    unit_id INTEGER REFERENCES units (unit_id),
    epoch INTEGER,
    validation_score REAL,
    validation_correct INTEGER,
    validation_total INTEGER,
    test_metric TEXT,
    test_value REAL,
    test_correct INTEGER,
    test_total INTEGER,
    candidates INTEGER NOT NULL CHECK (candidates >= 0),
    failed_candidates INTEGER NOT NULL CHECK (failed_candidates BETWEEN 0 AND candidates),
    recorded_at TEXT NOT NULL, basis_digest TEXT, candidate_units TEXT,
    CHECK ((unit_id IS NULL) = (epoch IS NULL))
) STRICT;

CREATE TABLE splits (
    -- One partition of a task's rows into training, validation and test rows.
    split_id INTEGER PRIMARY KEY,
    task_id INTEGER NOT NULL REFERENCES tasks (task_id),
    split_index INTEGER NOT NULL CHECK (split_index >= 0),
    split_digest TEXT NOT NULL CHECK (split_digest <> ''),
    training_rows INTEGER NOT NULL CHECK (training_rows >= 0),
    validation_rows INTEGER NOT NULL CHECK (validation_rows >= 0),
    test_rows INTEGER NOT NULL CHECK (test_rows >= 0),
    UNIQUE (task_id, split_digest, split_index)
) STRICT;

CREATE TABLE studies (
    -- One run of a study by its whole description, from which all its units can be made again.
    study_id INTEGER PRIMARY KEY,
    study_digest TEXT NOT NULL,
    definition TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    UNIQUE (study_digest, recorded_at)
) STRICT;

CREATE TABLE tasks (
    -- One data set of a suite; other content is another row.
    task_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    suite TEXT NOT NULL,
    content_digest TEXT NOT NULL CHECK (content_digest <> ''),
    rows INTEGER NOT NULL CHECK (rows >= 0),
    features INTEGER NOT NULL CHECK (features >= 0),
    classes INTEGER NOT NULL CHECK (classes >= 0),
    UNIQUE (name, content_digest)
) STRICT;

CREATE TABLE units (
    -- One training; unit_hash is the SHA-256 of the canonical JSON of what the other columns refer to.
    unit_id INTEGER PRIMARY KEY,
    unit_hash TEXT NOT NULL UNIQUE CHECK (length(unit_hash) = 64),
    split_id INTEGER NOT NULL REFERENCES splits (split_id),
    protocol_id INTEGER NOT NULL REFERENCES protocols (protocol_id),
    configuration_id INTEGER NOT NULL REFERENCES configurations (configuration_id),
    seed INTEGER NOT NULL,
    numerics_version INTEGER NOT NULL
) STRICT;

CREATE INDEX attempts_by_environment ON attempts (environment_id);

CREATE INDEX attempts_by_unit ON attempts (unit_id, outcome, started_at);

CREATE INDEX attempts_unsuccessful ON attempts (outcome) WHERE outcome <> 'succeeded';

CREATE INDEX configurations_by_method ON configurations (method_id, layers);

CREATE INDEX methods_by_name ON methods (name);

CREATE INDEX published_results_by_task ON published_results (task, method, metric);

CREATE INDEX selections_by_key ON selections (split_id, method_id, protocol_id, seed, grid, rule, recorded_at);

CREATE INDEX tasks_by_suite ON tasks (suite);

CREATE INDEX units_by_configuration ON units (configuration_id);

CREATE INDEX units_by_split ON units (split_id, protocol_id, configuration_id, seed);

CREATE TRIGGER attempts_are_not_deleted BEFORE DELETE ON attempts
BEGIN
    SELECT raise(ABORT, 'attempts are facts and are not deleted');
END;

CREATE TRIGGER attempts_are_not_overwritten BEFORE UPDATE ON attempts
WHEN old.outcome <> 'running' OR new.unit_id <> old.unit_id OR new.started_at <> old.started_at
BEGIN
    SELECT raise(ABORT, 'an attempt that ended is a fact: record a new attempt instead');
END;

CREATE TRIGGER epochs_are_not_deleted BEFORE DELETE ON epochs
BEGIN
    SELECT raise(ABORT, 'the epochs of an attempt are facts and are not deleted');
END;

CREATE TRIGGER epochs_are_not_overwritten BEFORE UPDATE ON epochs
BEGIN
    SELECT raise(ABORT, 'the epochs of an attempt are facts: record a new attempt instead');
END;

CREATE TRIGGER metrics_are_not_deleted BEFORE DELETE ON metrics
BEGIN
    SELECT raise(ABORT, 'the metrics of an attempt are facts and are not deleted');
END;

CREATE TRIGGER metrics_are_not_overwritten BEFORE UPDATE ON metrics
BEGIN
    SELECT raise(ABORT, 'the metrics of an attempt are facts: record a new attempt instead');
END;

CREATE TRIGGER selections_are_not_deleted BEFORE DELETE ON selections
BEGIN
    SELECT raise(ABORT, 'selections are facts and are not deleted');
END;

CREATE TRIGGER selections_are_not_overwritten BEFORE UPDATE ON selections
BEGIN
    SELECT raise(ABORT, 'a selection is a fact: record a new one instead');
END;

CREATE TRIGGER studies_are_not_deleted BEFORE DELETE ON studies
BEGIN
    SELECT raise(ABORT, 'descriptions of studies are facts and are not deleted');
END;

CREATE TRIGGER studies_are_not_overwritten BEFORE UPDATE ON studies
BEGIN
    SELECT raise(ABORT, 'the description of a study is a fact: record a new one instead');
END;

CREATE TRIGGER units_are_not_overwritten BEFORE UPDATE ON units
BEGIN
    SELECT raise(ABORT, 'a unit is its identity and does not change');
END;

CREATE VIEW current_attempts AS
-- One row per unit that was tried: its latest success, or else its latest attempt of any outcome.
SELECT a.*
FROM attempts AS a
WHERE a.attempt_id = (
    SELECT b.attempt_id FROM attempts AS b
    WHERE b.unit_id = a.unit_id
    ORDER BY b.outcome = 'succeeded' DESC, b.started_at DESC, b.attempt_id DESC
    LIMIT 1
);

CREATE VIEW failures AS
-- One row per attempt that ended without success; 'retried' is 1 where the unit has succeeded since or before.
SELECT
    t.suite, t.name AS task, s.split_index, m.name AS method, c.hidden_units, c.layers, c.learning_rate,
    c.dropout_rate, c.form, u.seed, p.name AS protocol, a.outcome, a.message, a.epochs_completed, a.seconds,
    EXISTS (SELECT 1 FROM attempts AS b WHERE b.unit_id = a.unit_id AND b.outcome = 'succeeded') AS retried,
    a.started_at, a.finished_at, e.host, u.unit_hash, a.attempt_id
FROM attempts AS a
JOIN units AS u ON u.unit_id = a.unit_id
JOIN splits AS s ON s.split_id = u.split_id
JOIN tasks AS t ON t.task_id = s.task_id
JOIN protocols AS p ON p.protocol_id = u.protocol_id
JOIN configurations AS c ON c.configuration_id = u.configuration_id
JOIN methods AS m ON m.method_id = c.method_id
JOIN environments AS e ON e.environment_id = a.environment_id
WHERE a.outcome IN ('diverged', 'failed', 'interrupted', 'timed_out', 'out_of_memory');

CREATE VIEW latest_success AS
-- One row per unit that succeeded: its latest successful attempt.
SELECT a.*
FROM attempts AS a
WHERE a.outcome = 'succeeded' AND NOT EXISTS (
    SELECT 1 FROM attempts AS b
    WHERE b.unit_id = a.unit_id AND b.outcome = 'succeeded'
        AND (b.started_at, b.attempt_id) > (a.started_at, a.attempt_id)
);

CREATE VIEW learning_curves AS
-- One row per attempt and epoch, with the names of what was trained and accuracies as fractions.
SELECT
    t.suite, t.name AS task, s.split_index, m.name AS method, c.hidden_units, c.layers, c.learning_rate,
    c.dropout_rate, c.form, u.seed, a.outcome, e.epoch, e.training_loss, e.validation_loss, e.test_loss,
    1.0 * e.validation_correct / s.validation_rows AS validation_accuracy,
    1.0 * e.test_correct / s.test_rows AS test_accuracy,
    e.validation_auc, e.test_auc, e.validation_correct, e.test_correct, u.unit_hash, a.attempt_id, u.unit_id
FROM epochs AS e
JOIN attempts AS a ON a.attempt_id = e.attempt_id
JOIN units AS u ON u.unit_id = a.unit_id
JOIN splits AS s ON s.split_id = u.split_id
JOIN tasks AS t ON t.task_id = s.task_id
JOIN configurations AS c ON c.configuration_id = u.configuration_id
JOIN methods AS m ON m.method_id = c.method_id;

CREATE VIEW progress AS
-- One row per suite, task, split and method: how many units stand how.
SELECT
    t.suite, t.name AS task, s.split_index, m.name AS method, count(*) AS units,
    sum(a.outcome IS 'succeeded') AS succeeded,
    sum(a.outcome IS 'diverged') AS diverged,
    sum(coalesce(a.outcome IN ('failed', 'timed_out', 'out_of_memory'), 0)) AS failed,
    sum(a.outcome IS 'unsupported') AS unsupported,
    sum(a.outcome IS 'interrupted') AS interrupted,
    sum(a.outcome IS 'running') AS running,
    sum(a.outcome IS NULL) AS pending,
    sum(a.seconds) AS seconds
FROM units AS u
JOIN splits AS s ON s.split_id = u.split_id
JOIN tasks AS t ON t.task_id = s.task_id
JOIN configurations AS c ON c.configuration_id = u.configuration_id
JOIN methods AS m ON m.method_id = c.method_id
LEFT JOIN attempts AS a ON a.attempt_id = (
    SELECT b.attempt_id FROM attempts AS b
    WHERE b.unit_id = u.unit_id
    ORDER BY b.outcome = 'succeeded' DESC, b.started_at DESC, b.attempt_id DESC
    LIMIT 1
)
GROUP BY t.suite, t.name, s.split_index, m.name;

CREATE VIEW published_beside_ours AS
-- One row per published number for a task we have a selected result for, ours on the mean over splits and seeds.
SELECT
    q.source, q.table_label, r.suite, r.task, r.method, r.protocol, r.grid, q.metric,
    q.value AS published, avg(r.test_value) AS ours, avg(r.test_value) - q.value AS difference,
    count(*) AS results, sum(r.test_correct) AS test_correct, sum(r.test_total) AS test_total
FROM published_results AS q
JOIN selected_results AS r ON r.task = q.task AND r.method = q.method AND r.test_metric = q.metric
WHERE q.detail = ''
GROUP BY q.source, q.table_label, r.suite, r.task, r.method, r.protocol, r.grid, q.metric, q.value, r.rule;

CREATE VIEW selected_results AS
-- One row per task, split, protocol, method, seed, grid and rule: the latest selection, a method's result.
SELECT
    t.suite, t.name AS task, s.split_index, m.name AS method, x.seed, p.name AS protocol, x.grid,
    c.hidden_units, c.layers, c.learning_rate, c.dropout_rate, c.form, c.l2_penalty, c.bottleneck, x.epoch,
    x.validation_score, x.validation_correct, x.validation_total,
    x.test_metric, x.test_value, x.test_correct, x.test_total,
    x.candidates, x.failed_candidates, x.rule, u.unit_hash, x.recorded_at, x.selection_id, x.unit_id,
    x.split_id, x.method_id, x.protocol_id, p.protocol_digest, m.method_digest, t.content_digest, x.basis_digest
FROM selections AS x
JOIN splits AS s ON s.split_id = x.split_id
JOIN tasks AS t ON t.task_id = s.task_id
JOIN protocols AS p ON p.protocol_id = x.protocol_id
JOIN methods AS m ON m.method_id = x.method_id
LEFT JOIN units AS u ON u.unit_id = x.unit_id
LEFT JOIN configurations AS c ON c.configuration_id = u.configuration_id
WHERE NOT EXISTS (
    SELECT 1 FROM selections AS y
    WHERE y.split_id = x.split_id AND y.method_id = x.method_id AND y.protocol_id = x.protocol_id
        AND y.seed = x.seed AND y.grid = x.grid AND y.rule = x.rule
        AND (y.recorded_at, y.selection_id) > (x.recorded_at, x.selection_id)
);

CREATE VIEW unit_overview AS
-- One row per unit: what it is, how it stands ('pending' if never tried) and its metrics at the selected epoch.
SELECT
    u.unit_hash, t.suite, t.name AS task, s.split_index, m.name AS method, c.hidden_units, c.layers,
    c.learning_rate, c.dropout_rate, c.form, c.l2_penalty, c.bottleneck, u.seed, p.name AS protocol,
    coalesce(a.outcome, 'pending') AS outcome, a.message, a.epochs_completed, a.steps, a.seconds,
    va.epoch AS selected_epoch,
    va.value AS validation_accuracy, va.correct AS validation_correct, va.total AS validation_total,
    ta.value AS test_accuracy, ta.correct AS test_correct, ta.total AS test_total,
    vu.value AS validation_auc, tu.value AS test_auc,
    a.started_at, a.finished_at, a.attempt_id, u.unit_id, u.split_id, c.configuration_id, m.method_id,
    u.protocol_id, u.numerics_version
FROM units AS u
JOIN splits AS s ON s.split_id = u.split_id
JOIN tasks AS t ON t.task_id = s.task_id
JOIN protocols AS p ON p.protocol_id = u.protocol_id
JOIN configurations AS c ON c.configuration_id = u.configuration_id
JOIN methods AS m ON m.method_id = c.method_id
LEFT JOIN attempts AS a ON a.attempt_id = (
    SELECT b.attempt_id FROM attempts AS b
    WHERE b.unit_id = u.unit_id
    ORDER BY b.outcome = 'succeeded' DESC, b.started_at DESC, b.attempt_id DESC
    LIMIT 1
)
LEFT JOIN metrics AS va ON va.attempt_id = a.attempt_id AND va.partition = 'validation' AND va.name = 'accuracy'
LEFT JOIN metrics AS ta ON ta.attempt_id = a.attempt_id AND ta.partition = 'test' AND ta.name = 'accuracy'
LEFT JOIN metrics AS vu ON vu.attempt_id = a.attempt_id AND vu.partition = 'validation' AND vu.name = 'auc'
LEFT JOIN metrics AS tu ON tu.attempt_id = a.attempt_id AND tu.partition = 'test' AND tu.name = 'auc';
