extension StoreSchema {
    /// Tables and indices of version 1.
    ///
    /// They use no function but `length`, so that programs that don't trust schemas can open the file too.
    static let version1Tables = """
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

        CREATE INDEX tasks_by_suite ON tasks (suite);

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

        CREATE TABLE methods (
            -- One kind of network by its whole definition; method_digest covers name and definition.
            method_id INTEGER PRIMARY KEY,
            name TEXT NOT NULL CHECK (name <> ''),
            definition TEXT NOT NULL,
            method_digest TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE INDEX methods_by_name ON methods (name);

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

        CREATE INDEX configurations_by_method ON configurations (method_id, layers);

        CREATE TABLE protocols (
            -- All that is fixed about training and selection.
            protocol_id INTEGER PRIMARY KEY,
            name TEXT NOT NULL CHECK (name <> ''),
            definition TEXT NOT NULL,
            protocol_digest TEXT NOT NULL UNIQUE
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

        CREATE INDEX units_by_split ON units (split_id, protocol_id, configuration_id, seed);

        CREATE INDEX units_by_configuration ON units (configuration_id);

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

        CREATE TABLE attempts (
            -- One execution of a unit; times are ISO 8601 in UTC; result_digest covers epochs, metrics and weights.
            attempt_id INTEGER PRIMARY KEY,
            unit_id INTEGER NOT NULL REFERENCES units (unit_id),
            environment_id INTEGER NOT NULL REFERENCES environments (environment_id),
            outcome TEXT NOT NULL CHECK (outcome IN ('running', 'succeeded', 'diverged', 'failed', 'interrupted',
                'timed_out', 'out_of_memory')),
            message TEXT,
            started_at TEXT NOT NULL,
            finished_at TEXT,
            seconds REAL CHECK (seconds >= 0),
            epochs_completed INTEGER NOT NULL DEFAULT 0 CHECK (epochs_completed >= 0),
            steps INTEGER NOT NULL DEFAULT 0 CHECK (steps >= 0),
            weights_digest TEXT,
            result_digest TEXT,
            CHECK ((outcome = 'running') = (finished_at IS NULL))
        ) STRICT;

        CREATE INDEX attempts_by_unit ON attempts (unit_id, outcome, started_at);

        CREATE INDEX attempts_unsuccessful ON attempts (outcome) WHERE outcome <> 'succeeded';

        CREATE INDEX attempts_by_environment ON attempts (environment_id);

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
            test_auc REAL,
            PRIMARY KEY (attempt_id, epoch)
        ) STRICT, WITHOUT ROWID;

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
            recorded_at TEXT NOT NULL,
            CHECK ((unit_id IS NULL) = (epoch IS NULL))
        ) STRICT;

        CREATE INDEX selections_by_key ON selections (split_id, method_id, protocol_id, seed, grid, rule, recorded_at);

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

        CREATE INDEX published_results_by_task ON published_results (task, method, metric);
        """
}
