/// Whether measured curves show what the paper's Figure 1 shows, task by task.
public struct Figure1Verdict: Sendable {
    /// One claim and whether it is so here.
    public struct Claim: Sendable {
        /// The task.
        public let task: String
        /// What the paper's figure shows.
        public let text: String
        /// Whether the measured curves show it.
        public let isShown: Bool
    }

    /// The claims.
    public let claims: [Claim]

    /// Compares the curves of each task.
    public init(_ curves: [LossCurve]) {
        var seen: Set<String> = []
        claims = curves.map(\.task).filter { seen.insert($0).inserted }.flatMap { task in
            let own = curves.filter { $0.task == task }
            func losses(_ method: String) -> [Double] {
                own.filter { $0.method == method }.sorted { $0.depth < $1.depth }.map(\.last)
            }
            func roughness(_ method: String) -> [Double] { own.filter { $0.method == method }.map(\.roughness) }
            let snn = losses(Figure1Plan.selfNormalizing.name)
            let normalized = losses(Figure1Plan.batchNormalized.name)
            let largest = roughness(Figure1Plan.selfNormalizing.name).reduce(0, max)
            let smallest = roughness(Figure1Plan.batchNormalized.name).reduce(.infinity, min)
            return [
                Claim(
                    task: task, text: "SNN: the deeper, the lower the last loss",
                    isShown: snn.count > 1 && zip(snn, snn.dropFirst()).allSatisfy { $0 > $1 }),
                Claim(
                    task: task, text: "BatchNorm: the deeper, the higher the last loss",
                    isShown: normalized.count > 1 && zip(normalized, normalized.dropFirst()).allSatisfy { $0 < $1 }),
                Claim(
                    task: task, text: "SNN below BatchNorm at every depth",
                    isShown: !snn.isEmpty && snn.count == normalized.count
                        && zip(snn, normalized).allSatisfy { $0 < $1 }),
                Claim(
                    task: task, text: "the roughest SNN curve smoother than the smoothest BatchNorm curve",
                    isShown: largest < smallest),
            ]
        }
    }

    /// Whether every claim is shown.
    public var isPapers: Bool { !claims.isEmpty && claims.allSatisfy(\.isShown) }
}
