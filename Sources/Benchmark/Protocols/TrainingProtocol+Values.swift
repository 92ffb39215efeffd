import Datasets
import Evaluation
import Networks

extension TrainingProtocol {
    /// The values that a user can change, each with what it may be.
    public static let valueDescriptions: [(key: String, allowed: String)] = [
        ("epochs", "a whole number from 1 to 100000"),
        ("batch_size", "a whole number from 1 to 1000000"),
        ("loss_reduction", "mean or sum"),
        ("data", "paper or corrected"),
        ("validation", "released, or a share above 0 and below 1"),
        ("window", "a whole number of epochs from 1 to 100000"),
        ("metric", "accuracy or auc"),
    ]

    /// Changes one value, given as `KEY=VALUE`.
    ///
    /// - Throws: `ProtocolError` with the keys or values that are allowed.
    public mutating func set(_ assignment: String) throws(ProtocolError) {
        let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .notAnAssignment(assignment) }
        let key = String(parts[0])
        let value = String(parts[1])
        guard let description = Self.valueDescriptions.first(where: { $0.key == key }) else {
            throw .unknownKey(key, known: Self.valueDescriptions.map(\.key))
        }
        guard assign(value, to: key) else { throw .wrongValue(key: key, value: value, allowed: description.allowed) }
    }

    private mutating func assign(_ value: String, to key: String) -> Bool {
        func set<Value>(_ path: WritableKeyPath<TrainingProtocol, Value>, _ value: Value?) -> Bool {
            guard let value else { return false }
            self[keyPath: path] = value
            return true
        }
        func count(_ range: ClosedRange<Int>) -> Int? { Int(value).flatMap { range.contains($0) ? $0 : nil } }
        switch key {
        case "epochs": return set(\.epochs, count(1...100_000))
        case "batch_size": return set(\.batchSize, count(1...1_000_000))
        case "loss_reduction": return set(\.lossReduction, LossReduction(rawValue: value))
        case "data": return set(\.data, DataVariant(rawValue: value))
        case "validation": return set(\.validation, ValidationRows(text: value))
        case "window": return set(\.selection.window, count(1...100_000))
        case "metric": return set(\.selection.metric, SelectionRule.Metric(rawValue: value))
        default: return false
        }
    }
}
