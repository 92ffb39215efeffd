import Evaluation
import Foundation
import Networks

/// A method of a user's own, read from a small JSON5 file.
///
/// The file holds the method's name, what differs from ReLU with MSRA initialisation, and perhaps its own grid:
///
///     {
///         name: "my-gelu",
///         activation: "gelu",
///         grid: { hidden_units: [256], layers: [2, 8], learning_rates: [0.01, 0.1] },
///     }
///
/// The activation may be a formula, `{ formula: "x * tanh(softplus(x))" }`. Convolutions before the hidden layers are a list,
/// `convolution: [{ conv: 32, kernel: 5, padding: 2 }, { pool: 2 }]`.
public struct MethodFile: Sendable, Hashable {
    /// The path of the file.
    public let file: String
    /// The method.
    public let definition: MethodDefinition
    /// The values of each hyperparameter, also by optimiser; nil where the file leaves them to the grid of the study.
    let grid: OptimizerAxes?

    /// The values of each hyperparameter; nil where the file leaves them to the grid of the study.
    public var axes: GridAxes? {
        if let grid { return grid.axes }
        return nil
    }

    /// The names that a file may have, in the order of the documentation.
    static let fields = ["name"] + MethodDefinition.fields.map(\.name) + ["grid"]

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: the path of the file.
    ///   - names: the names of other methods, which this one cannot have.
    /// - Throws: `SettingsError` with the line of what is wrong and what is allowed.
    public init(path: String, besides names: [String] = MethodDefinition.builtIn.map(\.name)) throws(SettingsError) {
        try self.init(SettingsFile(path: path), besides: names)
    }

    /// Reads the content of a file.
    init(_ settings: SettingsFile, besides names: [String]) throws(SettingsError) {
        file = settings.path
        let object = try SettingsObject(settings, known: Self.fields)
        let name = try Self.name(in: object, besides: names)
        var definition = MethodDefinition.standard
        definition.name = name
        if let activation = try object.activation("activation") { definition.activation = activation }
        if let steps = try object.convolution("convolution") { definition.convolution = steps }
        for field in MethodDefinition.fields where !["initialization", "convolution"].contains(field.name) {
            guard field.name != "activation" || definition.activation.formula == nil else { continue }
            if let value = try object.value(field) {
                _ = field.set(value, in: &definition)
            } else if field.isRequired {
                throw object.missing(field.name, field.range.words)
            }
        }
        if let initialization = try object.initialization("initialization", definition.activation) {
            definition.initialization = initialization
        }
        guard definition.connection != .highway || definition.normalization == .none else {
            throw object.error(
                "normalization", "highway layers have no normalization; allowed with them is none")
        }
        if !definition.convolution.isEmpty {
            guard definition.connection == .plain else {
                throw object.error("connection", "convolutions go with connection plain only")
            }
            guard definition.normalization == .none else {
                throw object.error("normalization", "convolutions go with normalization none only")
            }
        }
        guard definition.hasNormalizationPlace || !object.has("normalization_place") else {
            throw object.error(
                "normalization_place", "it is for normalization batch and layer only; leave it out")
        }
        self.definition = definition
        grid = try object.object("grid", known: OptimizerAxes.fields).map { (grid) throws(SettingsError) in
            try OptimizerAxes(grid, connection: definition.connection)
        }
        guard definition.dropout != .none || axes?["dropout_rate"].allSatisfy({ $0.doubleValue == 0 }) ?? true else {
            throw object.error("grid/dropout_rates", "the method has dropout \"none\"; leave the rates out")
        }
    }

    /// The name that a method file has, which no other method may have.
    static func name(in object: SettingsObject, besides names: [String]) throws(SettingsError) -> String {
        let name = try object.requiredText("name", "a text in quotes, as \"my-gelu\"")
        guard isName(name) else {
            throw object.error(
                "name", "a name has 1 to 60 letters, digits, hyphens and underscores, and begins with a letter")
        }
        guard !(names + ["all"]).contains(name) else {
            throw object.error("name", "there is a method \"\(name)\" already; choose another name")
        }
        return name
    }

    /// Whether a text can be the name of a method.
    static func isName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (1...60).contains(bytes.count), let first = name.unicodeScalars.first else { return false }
        let isLetter = { (scalar: Unicode.Scalar) in ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) }
        return isLetter(first)
            && name.unicodeScalars.allSatisfy { isLetter($0) || ("0"..."9").contains($0) || $0 == "-" || $0 == "_" }
    }
}

extension MethodDefinition {
    /// The name of the method that a text means: itself where a method has it, else the one that the paper prints so.
    public static func name(_ text: String, among names: [String]) -> String {
        names.contains(text) ? text : MethodName.paper.first { $0.title == text }?.name ?? text
    }
}
