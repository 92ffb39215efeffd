import Formats
import Foundation

/// The hyperparameters of a chosen configuration, those that have a name of their own.
struct ChosenHyperparameters: Decodable, Sendable {
    let layers: Int?
    let hiddenUnits: Int?
    let learningRate: Double?
    let dropoutRate: Double?
    let form: String?
    let bottleneck: Double?
    let l2Penalty: Double?

    private enum CodingKeys: String, CodingKey {
        case layers
        case hiddenUnits = "hidden_units"
        case learningRate = "learning_rate"
        case dropoutRate = "dropout_rate"
        case form
        case bottleneck
        case l2Penalty = "l2_penalty"
    }

    /// Reads the JSON of a result; nil where it is nil or it isn't an object.
    init?(_ text: String?) {
        guard let text,
            let value = try? JSONDecoder().decode(Self.self, from: Data(text.utf8))
        else { return nil }
        self = value
    }

    /// The values in a few words: `8 layers of 256, rate 0.01, dropout 0.05, conic`.
    var summary: String {
        var parts: [String] = []
        if let layers {
            parts.append("\(layers) layers" + (hiddenUnits.map { " of \($0)" } ?? ""))
        }
        if let learningRate { parts.append("learning rate \(NumberText.short(learningRate))") }
        if let dropoutRate, dropoutRate > 0 { parts.append("dropout \(NumberText.short(dropoutRate))") }
        if let form, form != "rectangular" { parts.append(form) }
        if let bottleneck { parts.append("bottleneck \(NumberText.short(bottleneck))") }
        if let l2Penalty, l2Penalty > 0 { parts.append("L2 \(NumberText.short(l2Penalty))") }
        return parts.joined(separator: ", ")
    }
}
