import Networks

extension GridAxes {
    /// The names that axes may have in a file.
    static let fields = [
        "hidden_units", "layers", "learning_rates", "dropout_rates", "forms", "bottlenecks", "l2_penalties",
    ]

    /// The most configurations of a method that are accepted.
    static let maximumConfigurations = 100_000

    /// Reads axes; a single value may stand in place of a list.
    ///
    /// - Parameters:
    ///   - object: the object that holds the axes.
    ///   - connection: the kind of network, which decides what axes there are.
    /// - Throws: `SettingsError` with what is allowed.
    init(_ object: SettingsObject, connection: MethodDefinition.Connection) throws(SettingsError) {
        let units = try object.integers("hidden_units", 1...16384)
        guard units != nil || connection == .highway else {
            throw object.missing("hidden_units", "one or several whole numbers from 1 to 16384")
        }
        guard let layers = try object.integers("layers", 1...1024) else {
            throw object.missing("layers", "one or several whole numbers from 1 to 1024")
        }
        let positive = "a number above 0 and at most 1000000"
        let rates = try object.numbers("learning_rates", positive) { $0 > 0 && $0 <= 1e6 }
        guard let rates else { throw object.missing("learning_rates", "one or several numbers above 0") }
        let forms = try object.choices("forms", Hyperparameters.Form.self)
        let bottlenecks = try object.numbers("bottlenecks", "a share above 0 and at most 1") { $0 > 0 && $0 <= 1 }
        try Self.check(object, forms: forms, hasBottlenecks: bottlenecks != nil, connection)
        self.init(
            hiddenUnits: units ?? [], layers: layers, learningRates: rates,
            dropoutRates: try object.numbers("dropout_rates", "a rate from 0 and below 1") { $0 >= 0 && $0 < 1 } ?? [0],
            forms: connection == .highway ? [] : forms ?? [.rectangular],
            bottlenecks: connection == .residual ? bottlenecks ?? [0.5] : [],
            l2Penalties: try object.numbers("l2_penalties", "a number from 0 to 1000000") { $0 >= 0 && $0 <= 1e6 }
                ?? [0])
        guard count <= Self.maximumConfigurations else {
            throw object.error("these are \(count) configurations; at most \(Self.maximumConfigurations) are allowed")
        }
    }

    /// The number of configurations.
    public var count: Int {
        let lengths = [
            max(1, hiddenUnits.count), layers.count, learningRates.count, dropoutRates.count, max(1, forms.count),
            max(1, bottlenecks.count), l2Penalties.count,
        ]
        return lengths.reduce(1) { product, length in
            let (next, overflow) = product.multipliedReportingOverflow(by: length)
            return overflow ? .max : next
        }
    }

    private static func check(
        _ object: SettingsObject, forms: [Hyperparameters.Form]?, hasBottlenecks: Bool,
        _ connection: MethodDefinition.Connection
    ) throws(SettingsError) {
        guard !hasBottlenecks || connection == .residual else {
            throw object.error("bottlenecks", "bottlenecks are for residual networks only; leave them out")
        }
        let allowed: [Hyperparameters.Form] =
            switch connection {
            case .plain: [.rectangular, .conic]
            case .highway: []
            case .residual: [.rectangular, .diavolo]
            }
        guard let wrong = forms?.first(where: { !allowed.contains($0) }) else { return }
        let names = allowed.map(\.rawValue).joined(separator: ", ")
        throw object.error(
            "forms",
            "a \(connection.rawValue) network is not \(wrong.rawValue); "
                + (names.isEmpty ? "leave the forms out" : "allowed are \(names)"))
    }
}
