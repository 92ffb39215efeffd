import Formats

/// The hyperparameters that have a column of their own.
struct HyperparameterColumns: Equatable {
    let hiddenUnits: Int64?
    let layers: Int64?
    let learningRate: Double?
    let dropoutRate: Double?
    let form: String?
    let l2Penalty: Double?
    let bottleneck: Double?

    /// Takes the columns' values from a configuration.
    ///
    /// - Parameter configuration: The configuration.
    /// - Throws: `ResultStoreError.invalidRecord` where a value has another type than its column.
    init(_ configuration: ConfigurationRecord) throws(ResultStoreError) {
        try self.init(hyperparameters: configuration.hyperparameters, method: configuration.method.name)
    }

    /// Takes the columns' values from canonical JSON text.
    ///
    /// - Parameters:
    ///   - hyperparameters: The text, an object.
    ///   - method: The method's name, for the error.
    /// - Throws: `ResultStoreError.invalidRecord` where a value has another type than its column.
    init(hyperparameters: String, method: String) throws(ResultStoreError) {
        let what = "configuration \(hyperparameters) of \(method)"
        let values: CanonicalJSON
        do {
            values = try CanonicalJSON(parsing: hyperparameters)
        } catch {
            throw .invalidRecord(what: what, detail: error.description)
        }
        func value<Value>(
            _ name: String, _ kind: String, _ read: (CanonicalJSON) -> Value?
        ) throws(ResultStoreError) -> Value? {
            guard let found = values[name], found != .null else { return nil }
            guard let value = read(found) else { throw .invalidRecord(what: what, detail: "\(name) is not \(kind)") }
            return value
        }
        hiddenUnits = try value("hidden_units", "a whole number", \.integerValue)
        layers = try value("layers", "a whole number", \.integerValue)
        learningRate = try value("learning_rate", "a number", \.doubleValue)
        dropoutRate = try value("dropout_rate", "a number", \.doubleValue)
        form = try value("form", "a text", \.stringValue)
        l2Penalty = try value("l2_penalty", "a number", \.doubleValue)
        bottleneck = try value("bottleneck", "a number", \.doubleValue)
    }
}
