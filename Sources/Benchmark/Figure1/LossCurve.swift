import Foundation
import ResultStore

/// The training loss of one network of Figure 1 over the epochs.
public struct LossCurve: Sendable {
    /// The task.
    public let task: String
    /// The method.
    public let method: String
    /// The number of hidden layers.
    public let depth: Int
    /// How its training ended; nil where it was never tried.
    public let outcome: Outcome?
    /// The training loss a row, epoch after epoch.
    public let losses: [Double]
    /// The rows of the test part and those of them that the last epoch classified rightly, where that is known.
    public let test: (correct: Int, total: Int)?

    /// The loss of the last epoch.
    public var last: Double { losses.last ?? .nan }

    /// How far the curve is from smooth: the root mean square of the second differences of the loss's decimal logarithm.
    ///
    /// A curve that falls by the same factor from epoch to epoch has 0, one that goes up and down by 10 % about 0.1.
    public var roughness: Double {
        let logarithms = losses.filter { $0 > 0 && $0.isFinite }.map { log10($0) }
        guard logarithms.count > 2 else { return .nan }
        // The first epochs bend however smooth the curve is.
        let settled = logarithms.dropFirst(min(logarithms.count - 3, logarithms.count / 4)).map { $0 }
        var squares = 0.0
        for index in 2..<settled.count {
            let difference: Double = settled[index] - 2 * settled[index - 1] + settled[index - 2]
            squares += difference * difference
        }
        return (squares / Double(settled.count - 2)).squareRoot()
    }

    /// Reads the curves of a study, by task, then method, then depth.
    ///
    /// - Throws: `ResultStoreError`, and `DatasetError` where the study has no units.
    public static func curves(of study: Study, in store: ResultStore) throws -> [LossCurve] {
        let units = try study.groups().flatMap(\.units)
        let stored = Dictionary(
            try store.learningCurves(UnitFilter(unitHashes: units.map(\.id))).map { ($0.unitHash, $0) },
            uniquingKeysWith: { first, _ in first })
        return units.map { unit in
            let curve = stored[unit.id]
            let last = curve?.epochs.last
            return LossCurve(
                task: unit.task.description, method: unit.methodName,
                depth: unit.request.hyperparameters["layers"]?.integerValue.map { Int($0) } ?? 0,
                outcome: curve?.outcome, losses: curve?.epochs.map { $0.trainingLoss ?? .nan } ?? [],
                test: last?.testCorrect.flatMap { correct in curve.map { (correct, $0.testRows) } })
        }
    }
}
