import GRDB

extension ResultStore {
    /// Registers tasks; those already there with the same values stay as they are.
    ///
    /// - Parameter tasks: The tasks.
    /// - Throws: `ResultStoreError.conflictingRecord` where a task of that name and content has other values.
    public func register(_ tasks: [TaskRecord]) throws(ResultStoreError) {
        try write { database in
            var registry = Registry(database)
            for task in tasks { _ = try registry.taskID(task) }
        }
    }

    /// Registers splits and their tasks.
    ///
    /// - Parameter splits: The splits.
    /// - Throws: `ResultStoreError.conflictingRecord`.
    public func register(_ splits: [SplitRecord]) throws(ResultStoreError) {
        try write { database in
            var registry = Registry(database)
            for split in splits { _ = try registry.splitID(split) }
        }
    }

    /// Registers methods.
    ///
    /// - Parameter methods: The methods.
    /// - Throws: `ResultStoreError`.
    public func register(_ methods: [MethodRecord]) throws(ResultStoreError) {
        try write { database in
            var registry = Registry(database)
            for method in methods { _ = try registry.methodID(method) }
        }
    }

    /// Registers configurations and their methods.
    ///
    /// - Parameter configurations: The configurations.
    /// - Throws: `ResultStoreError.invalidRecord` where a hyperparameter with a column has another type than it.
    public func register(_ configurations: [ConfigurationRecord]) throws(ResultStoreError) {
        try write { database in
            var registry = Registry(database)
            for configuration in configurations { _ = try registry.configurationID(configuration) }
        }
    }

    /// Registers protocols; of two names of one definition the first stays.
    ///
    /// - Parameter protocols: The protocols.
    /// - Throws: `ResultStoreError`.
    public func register(_ protocols: [ProtocolRecord]) throws(ResultStoreError) {
        try write { database in
            var registry = Registry(database)
            for record in protocols { _ = try registry.protocolID(record) }
        }
    }

    /// Registers environments.
    ///
    /// - Parameter environments: The environments.
    /// - Throws: `ResultStoreError`.
    public func register(_ environments: [EnvironmentRecord]) throws(ResultStoreError) {
        try write { database in
            var registry = Registry(database)
            for environment in environments { _ = try registry.environmentID(environment) }
        }
    }

    /// Registers units with all that they refer to, in one transaction.
    ///
    /// - Parameter units: The units; those already there stay as they are.
    /// - Throws: `ResultStoreError.conflictingRecord`, `.invalidRecord`.
    /// - Returns: The number of units that were not there before.
    @discardableResult
    public func register(_ units: [UnitRecord]) throws(ResultStoreError) -> Int {
        try write { database in
            var registry = Registry(database)
            var added = 0
            for unit in units where try registry.unitID(unit).isNew { added += 1 }
            return added
        }
    }

    /// Records the description of a study, unless it is there already.
    ///
    /// - Parameter study: The description.
    /// - Throws: `ResultStoreError`.
    /// - Returns: Whether it was added.
    @discardableResult
    public func record(_ study: StudyRecord) throws(ResultStoreError) -> Bool {
        try write { database in
            let known = try Row.fetchOne(
                try database.cachedStatement(sql: "SELECT 1 FROM studies WHERE study_digest = ?"),
                arguments: [study.digest])
            guard known == nil else { return false }
            return try Registry(database).add(study, what: "the study \(study.digest)").isNew
        }
    }
}
