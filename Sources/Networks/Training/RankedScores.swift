import Kernels
import Statistics

/// The outputs of a network on some rows, gathered until areas under the ROC curve can be computed.
struct RankedScores {
    private let targets: TrainingData.Targets
    /// For each curve the scores and kinds of its rows.
    private var curves: [Curve]

    private struct Curve {
        var scores: [Double] = []
        var isPositive: [Bool] = []
    }

    /// Makes room for some rows: one curve for two classes, one a label for labels, none for more classes and numbers.
    init(targets: TrainingData.Targets, rows: Int) {
        self.targets = targets
        let count =
            switch targets {
            case .classes(_, let count): count == 2 ? 1 : 0
            case .labels(_, let count): count
            case .numbers: 0
            }
        var curve = Curve()
        curve.scores.reserveCapacity(rows)
        curve.isPositive.reserveCapacity(rows)
        curves = Array(repeating: curve, count: count)
    }

    /// Adds the logits of some rows.
    ///
    /// Two classes are ranked by the difference of their logits, which orders rows as the probability does but does
    /// not saturate; rows whose label is missing are left out.
    mutating func append(_ logits: Matrix, rows: ArraySlice<Int>) {
        switch targets {
        case .classes(let classes, let count):
            guard count == 2 else { return }
            for (index, row) in rows.enumerated() {
                curves[0].scores.append(Double(logits[index, 1]) - Double(logits[index, 0]))
                curves[0].isPositive.append(classes[row] == 1)
            }
        case .labels(let labels, let count):
            for (index, row) in rows.enumerated() {
                for label in 0..<count where labels[row * count + label] >= 0 {
                    curves[label].scores.append(Double(logits[index, label]))
                    curves[label].isPositive.append(labels[row * count + label] > 0)
                }
            }
        case .numbers: return
        }
    }

    /// The area under each curve; nil where a curve has not both kinds of row, or scores that are not numbers.
    var areas: [Double?] {
        curves.map { try? AreaUnderCurve(scores: $0.scores, isPositive: $0.isPositive).value }
    }
}
