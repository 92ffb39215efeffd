import Formats
import Formulas
import Foundation
import Kernels
import Networks
import SelfNormalization

extension SettingsObject {
    /// The word by which a file asks for the gain that keeps the second moment.
    static let selfNormalizing = "self_normalizing"

    /// The activation that a formula says; nil where there is none, or a word.
    ///
    /// - Throws: `SettingsError` with the column of what is wrong in the formula.
    func activation(_ name: String) throws(SettingsError) -> Activation? {
        guard isObject(name), let object = try object(name, known: ["formula", "constants"]) else { return nil }
        let text = try object.requiredText("formula", "a formula in x, as \"x * sigmoid(x)\"")
        var constants: [String: Double] = [:]
        if let values = try object.object("constants", known: nil) {
            for name in values.names { constants[name] = try values.number(name) }
        }
        do throws(FormulaError) {
            return Activation(try Formula(text, constants: constants))
        } catch {
            let column = error.column.flatMap { object.column(ofCharacter: $0 - 1, in: "formula") }
            throw object.error("formula", "\(column.map { error.at(column: $0) } ?? error)")
        }
    }

    /// How weights are drawn; nil where the file does not say.
    ///
    /// The gain that keeps the second moment is rounded to six digits, so that it does not depend on the system's mathematics
    /// library: it is part of the method's identity.
    ///
    /// - Throws: `SettingsError` with what is allowed.
    func initialization(
        _ name: String, _ activation: Activation
    ) throws(SettingsError) -> MethodDefinition.Initialization? {
        let words = MethodDefinition.Initialization.names + [Self.selfNormalizing]
        let allowed = "\(words.joined(separator: ", ")), or a gain as { gain: 1.3 }"
        guard has(name) else { return nil }
        if isObject(name) {
            guard let object = try object(name, known: ["gain"]) else { return nil }
            guard object.has("gain") else { throw object.missing("gain", "a number above 0 and at most 1000") }
            let gain = try object.number("gain")
            guard MethodDefinition.Initialization.gains.contains(gain) else {
                throw object.error("gain", "gain is \(gain); allowed is a number above 0 and at most 1000")
            }
            return .gain(gain)
        }
        let word = try text(name) ?? ""
        if word == Self.selfNormalizing {
            guard let gain = activation.gain else {
                throw error(name, "no gain keeps the second moment of this activation; allowed are \(allowed)")
            }
            return .gain(gain)
        }
        guard let initialization = MethodDefinition.Initialization(json: .string(word)) else {
            throw error(name, "\(name) is the text \(SettingsError.quoted(word)); allowed are \(allowed)")
        }
        return initialization
    }
}

extension Activation {
    /// The function as a formula: its own, or that of a built-in one.
    package var asFormula: Formula? {
        if let formula { return formula }
        guard let entry = Formula.builtIn.first(where: { $0.name == rawValue }) else { return nil }
        return try? Formula(entry.text, constants: entry.constants)
    }

    /// The gain that keeps the second moment, to six digits; nil where there is none.
    fileprivate var gain: Double? {
        guard let formula = asFormula, let gain = ActivationTheory(ActivationMap(formula)).gain else { return nil }
        return Double(String(format: "%.6g", gain))
    }
}
