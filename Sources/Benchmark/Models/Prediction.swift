import Foundation
import Networks

/// What a model says of one row.
public struct Prediction: Sendable, Equatable {
    /// The class with the largest probability, the first of equal ones; nil for labels that do not exclude each other.
    public let predictedClass: Int?
    /// The probability of each class, adding up to 1, or of each label by itself.
    public let probabilities: [Double]

    /// Makes probabilities of a network's outputs: softmax for classes, sigmoid for labels.
    init(logits: [Double], loss: NetworkShape.Loss) {
        switch loss {
        case .softmax:
            let largest = logits.max() ?? 0
            let powers = logits.map { exp($0 - largest) }
            let sum = powers.reduce(0, +)
            probabilities = powers.map { $0 / sum }
            predictedClass = logits.firstIndex(of: largest)
        case .sigmoid:
            probabilities = logits.map { 1 / (1 + exp(-$0)) }
            predictedClass = nil
        }
    }
}
