import Formats
import Networks
import ResultStore

extension Workload {
    /// Predicts the workload of a stored unit; nil where its definitions cannot be read.
    ///
    /// - Parameters:
    ///   - state: the unit.
    ///   - definitions: the definitions that were read already, since many units share one.
    init?(_ state: UnitState, definitions: inout [String: CanonicalJSON]) {
        func definition(_ text: String) -> CanonicalJSON? {
            if let known = definitions[text] { return known }
            guard let parsed = try? CanonicalJSON(parsing: text) else { return nil }
            definitions[text] = parsed
            return parsed
        }
        guard let method = definition(state.methodDefinition), let rules = definition(state.protocolDefinition),
            let connection = method["connection"]?.stringValue.flatMap(MethodDefinition.Connection.init),
            let normalization = method["normalization"]?.stringValue.flatMap(MethodDefinition.Normalization.init),
            let epochs = rules["epochs"]?.integerValue, let batchSize = rules["batch_size"]?.integerValue
        else { return nil }
        self.init(
            features: state.features, outputs: state.classes, trainingRows: state.trainingRows,
            evaluatedRows: state.evaluatedRows, connection: connection, normalization: normalization,
            hiddenUnits: state.hiddenUnits, layers: state.layers ?? 1, bottleneck: state.bottleneck,
            epochs: Int(epochs), batchSize: Int(batchSize))
    }
}

extension CostModel {
    /// Learns from the finished units of a store that ran on some host.
    ///
    /// - Parameters:
    ///   - states: units of the store.
    ///   - host: the host; units of others say nothing about this one.
    public init(_ states: [UnitState], host: String) {
        self.init(Self.samples(of: states.filter { $0.host == host }))
    }

    /// The finished units of a store with what they demanded.
    static func samples(of states: [UnitState]) -> [Sample] {
        var definitions: [String: CanonicalJSON] = [:]
        return states.compactMap { state in
            guard let outcome = state.outcome, Outcome.finished.contains(outcome),
                let seconds = state.seconds, let workload = Workload(state, definitions: &definitions),
                let epochs = definitions[state.protocolDefinition]?["epochs"]?.integerValue
            else { return nil }
            // A diverged unit has begun an epoch that it did not complete.
            let trained = Double(state.epochsCompleted) + (outcome == .diverged ? 0.5 : 0)
            return Sample(
                method: state.method, workload: workload, share: min(1, trained / Double(max(1, epochs))),
                seconds: seconds)
        }
    }
}
