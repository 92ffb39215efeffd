import Formats
import Networks

/// The values that each hyperparameter takes; their combinations are the configurations.
public struct GridAxes: Sendable, Hashable {
    /// The values by the hyperparameter's name; a hyperparameter without any is as the standard has it.
    private var values: [String: [CanonicalJSON]] = [:]

    /// The hyperparameters that are axes, each with the name of its axis.
    static let axes: [(field: Field<Hyperparameters>, axis: Field<Hyperparameters>.Axis)] =
        Hyperparameters.fields.compactMap { field in field.axis.map { (field, $0) } }

    /// Makes axes of no values: of one configuration, the standard one.
    init() {}

    /// Makes axes.
    ///
    /// - Parameters:
    ///   - hiddenUnits: the units of the first hidden layer; empty for layers as wide as the input.
    ///   - layers: the numbers of hidden layers or blocks.
    ///   - learningRates: the learning rates.
    ///   - dropoutRates: the dropout rates.
    ///   - forms: the forms; empty where there is no choice.
    ///   - bottlenecks: the bottlenecks of residual blocks; empty for other networks.
    ///   - l2Penalties: the L2 penalties.
    ///   - widths: the widths of the hidden layers one by one, instead of units, layers and form; empty for most grids.
    public init(
        hiddenUnits: [Int], layers: [Int], learningRates: [Double], dropoutRates: [Double] = [0],
        forms: [Hyperparameters.Form] = [.rectangular], bottlenecks: [Double] = [], l2Penalties: [Double] = [0],
        widths: [[Int]] = []
    ) {
        self["hidden_units"] = hiddenUnits.map(\.json)
        self["layers"] = layers.map(\.json)
        self["learning_rate"] = learningRates.map(\.json)
        self["dropout_rate"] = dropoutRates.map(\.json)
        self["form"] = forms.map(\.json)
        self["bottleneck"] = bottlenecks.map(\.json)
        self["l2_penalty"] = l2Penalties.map(\.json)
        self.widths = widths
    }

    /// Makes the axes of one configuration.
    init(_ hyperparameters: Hyperparameters) {
        for (field, _) in Self.axes { self[field.name] = field.json(of: hyperparameters).map { [$0] } ?? [] }
    }

    /// The values of a hyperparameter.
    subscript(name: String) -> [CanonicalJSON] {
        get { values[name] ?? [] }
        set {
            // One form of each number, so that equal axes are equal.
            let field = Hyperparameters.field(name)
            let normalized = newValue.map { field?.normalized($0) ?? $0 }
            values[name] = normalized.isEmpty ? nil : normalized
        }
    }

    /// The widths of the hidden layers one by one; where there are any, units, layers and form follow from them.
    public var widths: [[Int]] {
        get { self["widths"].compactMap([Int].init(json:)) }
        set { self["widths"] = newValue.map(\.json) }
    }

    /// All combinations, the last axis running fastest.
    public var configurations: [Hyperparameters] {
        var configurations = [Hyperparameters.standard]
        for (field, values) in combined {
            configurations = configurations.flatMap { configuration in
                values.map { value in
                    var configuration = configuration
                    _ = field.restore(value, in: &configuration)
                    return configuration
                }
            }
        }
        guard self["widths"].isEmpty else {
            return configurations.map { configuration in
                var configuration = configuration
                configuration.hiddenUnits = configuration.widths?.first
                configuration.layers = configuration.widths?.count ?? 0
                configuration.form = nil
                return configuration
            }
        }
        return configurations
    }

    /// The number of configurations.
    public var count: Int {
        combined.reduce(1) { product, axis in
            let (next, overflow) = product.multipliedReportingOverflow(by: axis.values.count)
            return overflow ? .max : next
        }
    }

    /// The axes whose values are combined: those that must have one even where they have none, which leaves nothing.
    private var combined: [(field: Field<Hyperparameters>, values: [CanonicalJSON])] {
        let hasWidths = !self["widths"].isEmpty
        return Self.axes.compactMap { field, _ in
            let values = self[field.name]
            if hasWidths, Self.followingWidths.contains(field.name) { return nil }
            return values.isEmpty && field.mayBeAbsent ? nil : (field, values)
        }
    }

    private static let followingWidths: Set = ["hidden_units", "layers", "form"]

    /// The axes as canonical JSON, of which digests are made.
    var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = [:]
        for (field, axis) in Self.axes where axis.isAlwaysWritten || !self[field.name].isEmpty {
            members[axis.name] = .array(self[field.name])
        }
        return .object(members)
    }
}

extension GridAxes {
    /// The names that axes may have in a method or grid file.
    static let fields = axes.filter(\.axis.isAlwaysWritten).map(\.axis.name)

    /// The most configurations of a method that are accepted.
    static let maximumConfigurations = 100_000

    /// Reads axes; a single value may stand in place of a list.
    ///
    /// - Parameters:
    ///   - object: the object that holds the axes.
    ///   - connection: the kind of network, which decides what axes there are.
    /// - Throws: `SettingsError` with what is allowed.
    init(_ object: SettingsObject, connection: MethodDefinition.Connection) throws(SettingsError) {
        for (field, axis) in Self.axes where axis.isAlwaysWritten {
            if let values = try object.values(axis.name, field) {
                self[field.name] = values
            } else if let standard = try Self.standard(field, axis, connection, object) {
                self[field.name] = [standard]
            }
        }
        try check(connection, object)
    }

    /// The value of an axis that the file leaves out; nil where it has none.
    private static func standard(
        _ field: Field<Hyperparameters>, _ axis: Field<Hyperparameters>.Axis, _ connection: MethodDefinition.Connection,
        _ object: SettingsObject
    ) throws(SettingsError) -> CanonicalJSON? {
        let isNeeded = field.isRequired || field.name == "hidden_units" && connection != .highway
        guard !isNeeded else { throw object.missing(axis.name, field.range.words + ", or a list of them") }
        // A bare `nil` beside JSON would be its null.
        switch field.name {
        case "form": return connection == .highway ? CanonicalJSON?.none : Hyperparameters.Form.rectangular.json
        case "bottleneck": return connection == .residual ? 0.5.json : CanonicalJSON?.none
        default: return field.standard
        }
    }

    /// Refuses what a kind of network cannot have.
    func check(_ connection: MethodDefinition.Connection, _ object: SettingsObject) throws(SettingsError) {
        guard connection == .residual || !object.has("bottlenecks") else {
            throw object.error("bottlenecks", "bottlenecks are for residual networks only; leave them out")
        }
        guard count <= Self.maximumConfigurations else {
            throw object.error("these are \(count) configurations; at most \(Self.maximumConfigurations) are allowed")
        }
        let allowed = Hyperparameters.Form.allowed(connection).map(\.rawValue)
        guard let wrong = self["form"].compactMap(\.stringValue).first(where: { !allowed.contains($0) }) else { return }
        throw object.error(
            "forms",
            "a \(connection.rawValue) network is not \(wrong); "
                + (allowed.isEmpty ? "leave the forms out" : "allowed are \(allowed.joined(separator: ", "))"))
    }
}
