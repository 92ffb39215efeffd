import ResultStore
import Tables

/// The numbers of the paper, as far as the store has them.
struct PublishedNumbers: ReportFact {
    /// A mean with its standard deviation, as fractions of 1.
    struct Spread: Equatable, Sendable {
        let mean: Double
        let deviation: Double?
    }

    /// The accuracies of Table A11 by task and method.
    private let accuracies: [String: [String: Double]]
    /// Average rank minus 4 of Table 1, by method.
    let rankDifferences: [String: Double]
    /// The p-values of Table 1, by method.
    let rankPValues: [String: Double]
    /// The AUCs of Table 2, by method and number of layers.
    let tox21: [String: [Int: Spread]]
    /// The AUCs of Table 3, by method.
    let htru2: [String: Spread]
    /// The p-values of Table 3, by method.
    let htru2PValues: [String: Double]

    /// The numbers of layers (of ResNet: blocks) that selection chose on average over the 121 tasks, as the text says.
    ///
    /// Klambauer et al. (2017), section "Experiments", on the UCI tasks.
    static let meanLayers: [String: Double] = [
        "snn": 10.8, "batchnorm": 6.0, "weightnorm": 3.8, "layernorm": 7.0, "highway": 5.9, "msra": 7.1,
        "resnet": 6.35,
    ]

    /// The source's name in the store.
    static let source = "klambauer2017"

    /// Reads the numbers.
    init(_ source: ReportSource) throws {
        var accuracies: [String: [String: Double]] = [:]
        var ranks: [String: Double] = [:]
        var rankPValues: [String: Double] = [:]
        var tox21: [String: [Int: Double]] = [:]
        var tox21Deviations: [String: [Int: Double]] = [:]
        var htru2: [String: Double] = [:]
        var htru2Deviations: [String: Double] = [:]
        var htru2PValues: [String: Double] = [:]
        for result in try source.store.publishedResults(source: Self.source) {
            guard let value = result.value else { continue }
            let method = result.method
            let layers = result.detail.hasPrefix("layers=") ? Int(result.detail.dropFirst(7)) : nil
            switch (result.table, result.metric, layers) {
            case ("A11", PublishedMetric.accuracy, nil): accuracies[result.task, default: [:]][method] = value
            case ("1", PublishedMetric.averageRankDifference, nil): ranks[method] = value
            case ("1", PublishedMetric.pValue, nil): rankPValues[method] = value
            case ("2", PublishedMetric.auc, let layers?): tox21[method, default: [:]][layers] = value
            case ("2", PublishedMetric.aucDeviation, let layers?):
                tox21Deviations[method, default: [:]][layers] = value
            case ("3", PublishedMetric.auc, nil): htru2[method] = value
            case ("3", PublishedMetric.aucDeviation, nil): htru2Deviations[method] = value
            case ("3", PublishedMetric.pValue, nil): htru2PValues[method] = value
            default: break
            }
        }
        self.accuracies = accuracies
        rankDifferences = ranks
        self.rankPValues = rankPValues
        self.tox21 = Dictionary(
            uniqueKeysWithValues: tox21.map { method, byLayers in
                (
                    method,
                    Dictionary(
                        uniqueKeysWithValues: byLayers.map { layers, mean in
                            (layers, Spread(mean: mean, deviation: tox21Deviations[method]?[layers]))
                        })
                )
            })
        self.htru2 = Dictionary(
            uniqueKeysWithValues: htru2.map { ($0, Spread(mean: $1, deviation: htru2Deviations[$0])) })
        self.htru2PValues = htru2PValues
    }

    /// The paper's accuracy; for the embedded sample tasks that of the same data set, whose split is another.
    func accuracy(task: String, method: String) -> Double? {
        if let value = accuracies[task]?[method] { return value }
        guard task.hasPrefix(Self.samplePrefix) else { return nil }
        return accuracies["uci/" + task.dropFirst(Self.samplePrefix.count)]?[method]
    }

    /// Whether the store has accuracies of the paper.
    var hasAccuracies: Bool { !accuracies.isEmpty }

    /// What the names of the embedded sample tasks begin with.
    static let samplePrefix = "sample/"
}
