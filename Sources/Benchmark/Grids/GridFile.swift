import Formats
import Networks

/// A grid of a user's own, read from a small JSON5 file.
///
/// The file holds a name, axes for single methods (`methods`), axes by kind of connection for the others (`default`),
/// and perhaps the name of a built-in grid for what is left (`base`):
///
///     {
///         name: "my-grid",
///         base: "quick",
///         methods: { snn: { hidden_units: [64, 128], layers: [2, 8], learning_rates: 0.1 } },
///         optimizers: { adamw: { learning_rates: [0.001, 0.01] } },
///     }
///
/// What `optimizers` says stands in place of the same axes of all methods that the optimiser trains.
public struct GridFile: Sendable {
    /// The path of the file.
    public let file: String
    /// The name with the digest of the content: another content is another grid, whose selections are not mixed.
    public let name: String
    /// One sentence for lists.
    public let summary: String
    private let methods: [String: OptimizerAxes]
    private let defaults: [MethodDefinition.Connection: OptimizerAxes]
    private let optimizers: OptimizerAxes.Others
    private let base: Grid?

    /// The names that a file may have, in the order of the documentation.
    static let fields = ["name", "summary", "base", "default", "methods", OptimizerAxes.Others.name]

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: the path of the file.
    ///   - methods: the methods that are known; the file may have axes for each.
    /// - Throws: `SettingsError` with the line of what is wrong and what is allowed.
    public init(path: String, methods: [MethodDefinition]) throws(SettingsError) {
        try self.init(SettingsFile(path: path), methods: methods)
    }

    /// Reads the content of a file.
    init(_ settings: SettingsFile, methods known: [MethodDefinition]) throws(SettingsError) {
        file = settings.path
        let object = try SettingsObject(settings, known: Self.fields)
        let title = try object.requiredText("name", "a text in quotes, as \"my-grid\"")
        guard (1...60).contains(title.utf8.count), title.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x40 })
        else {
            throw object.error("name", "a name has 1 to 60 letters, digits and signs, no blanks and no @")
        }
        guard Grid.named(title) == nil else {
            throw object.error("name", "there is a grid \"\(title)\" already; choose another name")
        }
        base = try object.text("base").map { (name) throws(SettingsError) in
            guard let grid = Grid.named(name) else {
                throw object.error("base", SettingsObject.unknown("grid", name, among: Grid.all.map(\.name)))
            }
            return grid
        }
        var defaults: [MethodDefinition.Connection: OptimizerAxes] = [:]
        let connections = MethodDefinition.Connection.allCases
        if let kinds = try object.object("default", known: connections.map(\.rawValue)) {
            for connection in connections {
                guard let axes = try kinds.object(connection.rawValue, known: OptimizerAxes.fields) else { continue }
                defaults[connection] = try OptimizerAxes(axes, connection: connection)
            }
        }
        var methods: [String: OptimizerAxes] = [:]
        if let own = try object.object("methods", known: known.map(\.name)) {
            for method in known {
                guard let axes = try own.object(method.name, known: OptimizerAxes.fields) else { continue }
                methods[method.name] = try OptimizerAxes(axes, connection: method.connection)
            }
        }
        optimizers = try OptimizerAxes.Others(object)
        guard base != nil || !defaults.isEmpty || !methods.isEmpty else {
            throw object.error("the grid is empty; give it base, default or methods")
        }
        self.defaults = defaults
        self.methods = methods
        summary = try object.text("summary") ?? "of \(settings.path)"
        var content: [String: CanonicalJSON] = [
            "base": .string(base?.name ?? ""),
            "default": .object(
                Dictionary(uniqueKeysWithValues: defaults.map { ($0.key.rawValue, $0.value.json) })),
            "methods": .object(methods.mapValues(\.json)),
        ]
        if !optimizers.isEmpty { content[OptimizerAxes.Others.name] = optimizers.json }
        name = title + "@" + CanonicalJSON.object(content).digest.prefix(8)
    }

    /// Whether the file names a method itself, so that its axes go before those of the method's own file.
    public func names(_ method: MethodDefinition) -> Bool { methods[method.name] != nil }

    /// The grid, for some methods.
    ///
    /// - Parameter chosen: the methods that will be asked for and have no axes of their own.
    /// - Throws: `SettingsError` where the file has no axes for one of them.
    public func grid(for chosen: [MethodDefinition]) throws(SettingsError) -> Grid {
        let methods = methods
        let defaults = defaults
        let optimizers = optimizers
        let base = base
        for method in chosen where methods[method.name] == nil && defaults[method.connection] == nil && base == nil {
            throw SettingsError(
                file: file, line: nil,
                problem: "the grid has no axes for \(method.name); give it methods.\(method.name), "
                    + "default.\(method.connection.rawValue) or a base, or choose other methods")
        }
        return Grid(
            name: name, summary: summary,
            blocksOf: { method, experiment, optimizer in
                let own = (methods[method.name] ?? defaults[method.connection]).map { [$0.axes(under: optimizer)] }
                let blocks = own ?? base?.under(optimizer).blocks(of: method, in: experiment) ?? []
                return blocks.map { optimizers.applied(to: $0, under: optimizer) }
            })
    }
}
