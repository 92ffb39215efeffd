import Foundation
import Kernels
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
public struct MethodFile: Sendable, Hashable {
    /// The path of the file.
    public let file: String
    /// The method.
    public let definition: MethodDefinition
    /// The values of each hyperparameter; nil where the file leaves them to the grid of the study.
    public let axes: GridAxes?

    /// The names that a file may have, in the order of the documentation.
    static let fields = [
        "name", "activation", "initialization", "normalization", "normalization_place", "connection", "dropout", "grid",
    ]

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
        let name = try object.requiredText("name", "a text in quotes, as \"my-gelu\"")
        guard Self.isName(name) else {
            throw object.error(
                "name", "a name has 1 to 60 letters, digits, hyphens and underscores, and begins with a letter")
        }
        guard !(names + ["all"]).contains(name) else {
            throw object.error("name", "there is a method \"\(name)\" already; choose another name")
        }
        guard let activation = try object.choice("activation", Activation.self) else {
            throw object.missing("activation", "one of " + Activation.allNames)
        }
        let connection = try object.choice("connection", MethodDefinition.Connection.self) ?? .plain
        let normalization = try object.choice("normalization", MethodDefinition.Normalization.self) ?? .none
        let place = try object.choice("normalization_place", MethodDefinition.NormalizationPlace.self)
        guard connection != .highway || normalization == .none else {
            throw object.error(
                "normalization", "highway layers have no normalization; allowed with them is none")
        }
        guard place == nil || normalization == .batch || normalization == .layer else {
            throw object.error(
                "normalization_place", "it is for normalization batch and layer only; leave it out")
        }
        definition = MethodDefinition(
            name: name, activation: activation,
            initialization: try object.choice("initialization", MethodDefinition.Initialization.self) ?? .msra,
            normalization: normalization, normalizationPlace: place ?? .beforeActivation, connection: connection,
            dropout: try object.choice("dropout", Dropout.Kind.self) ?? .standard)
        axes = try object.object("grid", known: GridAxes.fields).map { (grid) throws(SettingsError) in
            try GridAxes(grid, connection: connection)
        }
        guard definition.dropout != .none || axes?.dropoutRates.allSatisfy({ $0 == 0 }) ?? true else {
            throw object.error("grid/dropout_rates", "the method has dropout \"none\"; leave the rates out")
        }
    }

    private static func isName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (1...60).contains(bytes.count), let first = name.unicodeScalars.first else { return false }
        let isLetter = { (scalar: Unicode.Scalar) in ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) }
        return isLetter(first)
            && name.unicodeScalars.allSatisfy { isLetter($0) || ("0"..."9").contains($0) || $0 == "-" || $0 == "_" }
    }
}
