import Formats
import ResultStore

extension Results {
    /// Reads the results of each protocol and sets them beside each other: a column is a method under a protocol.
    ///
    /// Under the paper's protocol a column has the method's name, under another one what differs behind it:
    /// `snn:optimizer=adamw`. All else is the same: experiment, tasks, grid, splits, seeds and arithmetic are those of the first
    /// protocol with results, the paper's where it has any. A question that names a protocol is about that one and the paper's, an
    /// open one about all in the file.
    init(_ store: ResultStore, comparing question: ResultQuestion, cache: CandidateCache) throws {
        var single = question
        single.comparesProtocols = false
        let candidates = try Self.candidates(question, store)
        var parts: [Results] = []
        for protocols in candidates {
            single.protocols = protocols
            let part = try Results(store, single, cache: cache)
            guard !part.isEmpty else { continue }
            if parts.isEmpty { single.keep(part) }
            parts.append(part)
        }
        guard let first = parts.first else {
            // What is empty says why by itself.
            self = try Results(store, single, cache: cache)
            return
        }
        self = first.beside(parts, question)
    }

    /// The protocols that are compared, the paper's first.
    private static func candidates(
        _ question: ResultQuestion, _ store: ResultStore
    ) throws -> [[Experiment: StudyProtocol]] {
        if let asked = question.protocols {
            let isPaper = asked.allSatisfy { question.paper[$0.key] == $0.value }
            return isPaper ? [question.paper] : [question.paper, asked]
        }
        let papers = Set(question.paper.values.map(\.digest))
        let rules = Dictionary(
            uniqueKeysWithValues: Experiment.allCases.map { experiment in
                (experiment, question.paper[experiment]?.rule ?? SelectionRule(metric: experiment.metric))
            })
        let others = try store.protocolDefinitions().filter { !papers.contains($0.key) }
            .sorted { ($0.value.name, $0.key) < ($1.value.name, $1.key) }
            .map { _, stored in rules.mapValues { StudyProtocol(definition: stored.definition, rule: $0) } }
        return question.paper.isEmpty ? others : [question.paper] + others
    }

    /// Columns of all parts, the first of which is this one.
    private func beside(_ parts: [Results], _ question: ResultQuestion) -> Results {
        let labels = parts.map { part in
            Dictionary(uniqueKeysWithValues: part.methodNames.map { ($0, Self.label($0, under: part)) })
        }
        var methods: [Method] = []
        for name in MethodName.sorted(Set(parts.flatMap(\.methodNames))) {
            for (part, labels) in zip(parts, labels) {
                guard let label = labels[name], let method = part.methods.first(where: { $0.name == name }) else {
                    continue
                }
                methods.append(Method(name: label, digest: method.digest))
            }
        }
        var cells: [String: [String: Cell]] = [:]
        var bases: [SampleKey: Basis] = [:]
        for (part, labels) in zip(parts, labels) {
            for (task, own) in part.cells {
                for (name, cell) in own { if let label = labels[name] { cells[task, default: [:]][label] = cell } }
            }
            for (key, basis) in part.bases {
                guard let label = labels[key.method] else { continue }
                let moved = SampleKey(task: key.task, method: label, splitIndex: key.splitIndex, seed: key.seed)
                bases[moved] = basis
            }
        }
        let names = Set(parts.flatMap { $0.protocols.values.map(\.name) })
        var seen: Set<LeftOut> = []
        let leftOut = parts.flatMap(\.leftOut).filter { left in
            if case .protocols(let others) = left.reason, others.allSatisfy(names.contains) { return false }
            return seen.insert(left).inserted
        }
        return Results(
            question: question, methods: methods,
            absentMethods: absentMethods.filter { name in parts.allSatisfy { $0.absentMethods.contains(name) } },
            tasks: cells.keys.sorted(),
            suites: parts.reduce(into: [:]) { $0.merge($1.suites) { first, _ in first } }, grid: grid,
            protocols: protocols, splitIndices: splitIndices, seeds: seeds, numericsVersion: numericsVersion,
            metrics: Set(parts.flatMap(\.metrics)).sorted(), leftOut: leftOut,
            derivedSelections: parts.reduce(0) { $0 + $1.derivedSelections }, unitOutcomes: unitOutcomes,
            knownMetrics: knownMetrics, cells: cells, bases: bases,
            comparedProtocols: parts.map(\.protocolText),
            unrepeatableMethods: parts.flatMap { part in part.unrepeatableMethods.map { Self.label($0, under: part) } },
            outdatedTasks: Set(parts.flatMap(\.outdatedTasks)).sorted { $0.name < $1.name })
    }

    /// The name of a method's column.
    private static func label(_ method: String, under part: Results) -> String {
        let names = Set(part.protocols.values.map(\.name)).subtracting([paperName]).sorted()
        guard !names.isEmpty else { return method }
        let changes = names.flatMap { $0.split(separator: " ").map(String.init) }
        return ([method] + [changes.joined(separator: ",")]).joined(separator: ":")
    }
}

extension ResultQuestion {
    /// The method that a column of compared protocols is of: the name before its colon.
    public static func method(ofColumn label: String) -> String {
        label.split(separator: ":", maxSplits: 1).first.map(String.init) ?? label
    }

    /// Fixes what results were found to be of, so that others are of the same.
    fileprivate mutating func keep(_ found: Results) {
        grid = found.grid ?? grid
        splitIndices = found.splitIndices
        seeds = found.seeds
        numericsVersion = found.numericsVersion
        for method in found.methods { definitions[method.name] = method.digest }
        if tasks == nil, experiment == nil { experiment = Set(found.suites.values.map(Experiment.init(suite:))).first }
    }
}

/// A protocol by its digest and rule, since the rule is no part of the digest.
struct ProtocolKey: Hashable, Comparable {
    let digest: String
    let rule: String

    init(_ entry: ResultReading.Entry) {
        digest = entry.group.protocolDigest
        rule = entry.rule
    }

    init(_ asked: StudyProtocol) {
        digest = asked.digest
        rule = asked.rule.record.text
    }

    static func < (left: ProtocolKey, right: ProtocolKey) -> Bool {
        (left.digest, left.rule) < (right.digest, right.rule)
    }

    /// What differs from the paper's protocol, each as an option would change it; without the paper's the stored name.
    func name(paper: StudyProtocol?, definition: CanonicalJSON?, stored: String?) -> String {
        guard let paper else { return stored ?? String(digest.prefix(8)) }
        if self == ProtocolKey(paper) { return Results.paperName }
        var changes: [String] = []
        if digest != paper.digest {
            guard case .object(let own)? = definition, case .object(let usual) = paper.definition else {
                return stored ?? String(digest.prefix(8))
            }
            for key in Set(own.keys).union(usual.keys).sorted() where own[key] != usual[key] {
                let value = own[key] ?? .null
                changes.append("\(key)=\(StudyProtocol.text(value, of: key))")
            }
        }
        if rule != paper.rule.record.text {
            if let own = SelectionRule(record: rule) {
                if own.window != paper.rule.window { changes.append("window=\(own.window)") }
                if own.metric != paper.rule.metric { changes.append("metric=\(own.metric.rawValue)") }
                if own.windowTies != paper.rule.windowTies {
                    changes.append("window_ties=\(own.windowTies.rawValue)")
                }
            } else {
                changes.append("rule=\(rule)")
            }
        }
        return changes.joined(separator: " ")
    }
}
