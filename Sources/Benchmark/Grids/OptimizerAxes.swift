import Formats
import Networks

/// Axes, of which some have other values under some optimisers.
struct OptimizerAxes: Sendable, Hashable {
    /// The values where nothing else is said.
    var axes: GridAxes
    /// By optimiser the values in place of those, by the hyperparameter's name.
    var others = Others()

    /// The values that some optimisers have in place of others, by the hyperparameter's name.
    struct Others: Sendable, Hashable {
        private(set) var values: [Optimizer.Name: [String: [CanonicalJSON]]] = [:]

        /// The name that methods and grids give them in a file.
        static let name = "optimizers"

        var isEmpty: Bool { values.isEmpty }

        /// No other values.
        init() {}

        /// Reads the values of each optimiser that a file names.
        ///
        /// - Parameter object: what may hold `optimizers: { adamw: { learning_rates: 0.001 } }`.
        /// - Throws: `SettingsError` with what is allowed.
        init(_ object: SettingsObject) throws(SettingsError) {
            let names = Optimizer.Name.allCases
            guard let all = try object.object(Self.name, known: names.map(\.rawValue)) else { return }
            for name in names {
                guard let own = try all.object(name.rawValue, known: GridAxes.fields) else { continue }
                for (field, axis) in GridAxes.axes where axis.isAlwaysWritten {
                    if let found = try own.values(axis.name, field) { values[name, default: [:]][field.name] = found }
                }
            }
        }

        /// Axes with the values of an optimiser in place of theirs; an axis that they have not stays away.
        func applied(to axes: GridAxes, under optimizer: Optimizer.Name) -> GridAxes {
            var axes = axes
            for (name, own) in values[optimizer] ?? [:] where !axes[name].isEmpty { axes[name] = own }
            return axes
        }

        /// Refuses values that an axis of a network cannot have, as the axes themselves do.
        func check(
            _ axes: GridAxes, _ connection: MethodDefinition.Connection, _ object: SettingsObject
        ) throws(SettingsError) {
            for name in values.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
                guard let own = try object.object(Self.name, known: nil)?.object(name.rawValue, known: nil) else {
                    continue
                }
                try applied(to: axes, under: name).check(connection, own)
            }
        }

        /// The values as canonical JSON, of which digests are made.
        var json: CanonicalJSON {
            .object(
                Dictionary(
                    uniqueKeysWithValues: values.map { name, own in
                        (name.rawValue, .object(own.mapValues { .array($0) }))
                    }))
        }
    }

    /// The axes of an optimiser.
    func axes(under optimizer: Optimizer.Name) -> GridAxes { others.applied(to: axes, under: optimizer) }

    /// Reads axes, with those that optimisers have in place of them.
    ///
    /// - Throws: `SettingsError` with what is allowed.
    init(_ object: SettingsObject, connection: MethodDefinition.Connection) throws(SettingsError) {
        axes = try GridAxes(object, connection: connection)
        others = try Others(object)
        try others.check(axes, connection, object)
    }

    /// The names that an object of axes may have.
    static let fields = GridAxes.fields + [Others.name]

    /// The axes as canonical JSON, of which digests are made: those of before where no optimiser has others.
    var json: CanonicalJSON {
        guard !others.isEmpty, case .object(let members) = axes.json else { return axes.json }
        return .object(members.merging([Others.name: others.json]) { $1 })
    }
}
