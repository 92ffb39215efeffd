import Formats
import Foundation
import ResultStore

/// Reads what a question may be about and decides, step by step, what counts.
struct ResultReading {
    let store: ResultStore
    let question: ResultQuestion
    let definitions: [String: (name: String, definition: CanonicalJSON)]
    private(set) var entries: [Entry] = []
    private(set) var leftOut: [LeftOut] = []
    private(set) var unitOutcomes: [String: Int] = [:]
    private(set) var protocols: [Experiment: Results.UsedProtocol] = [:]
    private(set) var grid: String?
    private(set) var numericsVersion: Int?
    private(set) var outdatedTasks: [Results.OutdatedTask] = []

    /// Reads and chooses.
    ///
    /// Naming methods changes none of the choices, so that two methods are compared by the cells that a ranking of all shows. Only
    /// where these choices would leave out more of the named methods than necessary they are made for the named ones alone.
    init(_ store: ResultStore, _ question: ResultQuestion) throws {
        let whole = try ResultReading(store, question, choosingForNamedAlone: false)
        guard let names = whole.names, whole.methodCount < names.count else {
            self = whole
            return
        }
        let named = try ResultReading(store, question, choosingForNamedAlone: true)
        self = named.methodCount > whole.methodCount ? named : whole
    }

    private init(_ store: ResultStore, _ question: ResultQuestion, choosingForNamedAlone isAlone: Bool) throws {
        self.store = store
        self.question = question
        definitions = try store.protocolDefinitions()
        let tasks = question.tasks?.map { DigestedName($0) }
        let methods = question.methods?.map { DigestedName($0) }
        names = methods.map { Set($0.map(\.name)) }
        let filter = UnitFilter(
            tasks: tasks.map { Array(Set($0.flatMap { [$0.name] })) },
            methods: isAlone ? names.map { $0.sorted() } : nil)
        var groups = try store.candidateGroups(filter)
        groups.removeAll { group in
            // Of a method that is named with a digest its other definitions do not count.
            let isOther = methods.map { methods in
                let own = methods.filter { $0.name == group.method }
                return !own.isEmpty && !own.contains { $0.means(group.method, digest: group.methodDigest) }
            }
            return !question.sizes.contain(rows: group.rows)
                || !(tasks?.contains { $0.means(group.task, digest: group.contentDigest) } ?? true)
                || (isOther ?? false)
        }
        entries = EntryReader(groups, try store.selectedResults(filter), question).entries
        chooseExperiment()
        for entry in entries where isNamed(entry) {
            for unit in entry.units ?? entry.group.units where !seen.contains(unit.unitHash) {
                seen.insert(unit.unitHash)
                unitOutcomes[unit.outcome?.rawValue ?? "pending", default: 0] += 1
            }
        }
        seen = []
        leaveOutOtherGrids()
        chooseSplits()
        chooseSeeds()
        chooseProtocols()
        chooseGrid()
        chooseDefinitions()
        chooseNumerics()
        chooseContent()
        entries = entries.filter { isNamed($0) }
        leaveOutUnfinished()
    }

    /// The names of the methods that are asked for; nil for all.
    private let names: Set<String>?

    /// Whether an entry is of a method that is asked for: others only decide what counts.
    private func isNamed(_ entry: Entry) -> Bool { names?.contains(entry.group.method) ?? true }

    /// How many methods have a result.
    private var methodCount: Int { Set(entries.filter(\.hasResult).map(\.group.method)).count }

    private var seen: Set<String> = []

    // MARK: - Steps

    /// Keeps some entries; of the others those with results are counted by what they have in common.
    private mutating func keep<Part: Hashable & Comparable>(
        _ isKept: (Entry) -> Bool, by part: (Entry) -> Part, _ reason: ([Part], Int) -> LeftOut?
    ) {
        let others = entries.filter { !isKept($0) && $0.hasResult && isNamed($0) }
        entries = entries.filter(isKept)
        let parts = Set(others.map(part)).sorted()
        if !others.isEmpty, let left = reason(parts, others.count) { leftOut.append(left) }
    }

    /// Without tasks by name the table is about one experiment: UCI and one's own, else HTRU2, else Tox21.
    private mutating func chooseExperiment() {
        if let experiment = question.experiment {
            entries.removeAll { $0.experiment != experiment }
            return
        }
        guard question.tasks == nil else { return }
        let order: [Experiment] = [.uci, .htru2, .tox21]
        let present = Set(entries.filter(\.hasResult).map(\.experiment))
        let any = Set(entries.map(\.experiment))
        guard let chosen = order.first(where: present.contains) ?? order.first(where: any.contains) else { return }
        keep {
            $0.experiment == chosen
        } by: {
            $0.group.suite
        } _: { suites, count in
            LeftOut(
                .experiment(suites: suites), results: count,
                option: suites.map { "--suite \($0)" }.joined(separator: " "))
        }
    }

    /// Keeps the grid that is asked for; what else there is is told only where nothing is of that one.
    private mutating func leaveOutOtherGrids() {
        guard let grid = question.grid else { return }
        func isKept(_ entry: Entry) -> Bool { entry.grid == grid || OwnGrid.isOwn(entry.grid) }
        let isThere = hasResult(isKept)
        keep(isKept) {
            $0.grid
        } _: { grids, count in
            isThere ? nil : LeftOut(.grids(grids), results: count, option: Self.gridOption(grids))
        }
    }

    /// Whether some entries have a result of a method that is asked for.
    private func hasResult(_ isMeant: (Entry) -> Bool) -> Bool {
        entries.contains { isMeant($0) && $0.hasResult && isNamed($0) }
    }

    /// The options that name grids; nil where they have no names.
    private static func gridOption(_ grids: [String]) -> String? {
        let named = grids.filter { !$0.isEmpty && !OwnGrid.isOwn($0) }
        return named.isEmpty ? nil : named.map { "--grid \($0)" }.joined(separator: " or ")
    }

    private mutating func chooseSplits() {
        var kept: [Experiment: Set<Int>] = [:]
        for (experiment, own) in Dictionary(grouping: entries, by: \.experiment) {
            kept[experiment] = ResultReading.indices(
                asked: question.splitIndices, usual: experiment.splitIndices,
                own.map { ($0.group.splitIndex, $0.hasResult) })
        }
        let isAsked = question.splitIndices != nil
        let isThere = hasResult { kept[$0.experiment]?.contains($0.group.splitIndex) ?? true }
        keep {
            kept[$0.experiment]?.contains($0.group.splitIndex) ?? true
        } by: {
            $0.group.splitIndex
        } _: { splits, count in
            if isAsked, isThere { return nil }
            let listed = splits.map(String.init).joined(separator: ",")
            return LeftOut(.splits(splits), results: count, option: isAsked ? "--split \(listed)" : "--split all")
        }
    }

    private mutating func chooseSeeds() {
        var kept: [Experiment: Set<Int64>] = [:]
        let isAsked = question.seeds != nil || question.firstSeed != 1 || question.repeats != nil
        for (experiment, own) in Dictionary(grouping: entries, by: \.experiment) {
            let usual = experiment.seeds(from: question.firstSeed, repeats: question.repeats)
            kept[experiment] = ResultReading.indices(
                asked: question.seeds ?? (isAsked ? usual : nil), usual: usual,
                own.map { ($0.group.seed, $0.hasResult) })
        }
        let isThere = hasResult { kept[$0.experiment]?.contains($0.group.seed) ?? true }
        keep {
            kept[$0.experiment]?.contains($0.group.seed) ?? true
        } by: {
            $0.group.seed
        } _: { seeds, count in
            isAsked && isThere
                ? nil
                : LeftOut(
                    .seeds(seeds), results: count,
                    option: seeds.count == 1 ? "--seed \(seeds[0])" : "--seed and --repeats name them")
        }
    }

    /// Those that are asked for; else the usual ones where any has a result; else the one with most results.
    private static func indices<Index: Hashable & Comparable>(
        asked: [Index]?, usual: [Index], _ found: [(index: Index, hasResult: Bool)]
    ) -> Set<Index> {
        if let asked { return Set(asked) }
        let counts = Dictionary(grouping: found.filter(\.hasResult), by: \.index).mapValues(\.count)
        if counts.isEmpty || usual.contains(where: { counts[$0] != nil }) { return Set(usual) }
        return Set(counts.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { [$0.key] } ?? [])
    }

    private mutating func chooseProtocols() {
        var kept: [Experiment: ProtocolKey] = [:]
        for (experiment, own) in Dictionary(grouping: entries, by: \.experiment) {
            let paper = question.paper[experiment].map { ProtocolKey($0) }
            if let asked = question.protocols?[experiment] {
                kept[experiment] = ProtocolKey(asked)
            } else {
                let counts = Dictionary(grouping: own, by: { ProtocolKey($0) }).mapValues {
                    $0.count(where: \.hasResult)
                }
                if let paper, counts[paper] ?? 0 > 0 {
                    kept[experiment] = paper
                } else {
                    kept[experiment] =
                        counts.max { left, right in
                            if left.value != right.value { return left.value < right.value }
                            return left.key == paper || right.key == paper ? right.key == paper : right.key < left.key
                        }?.key
                }
            }
            if let key = kept[experiment] { protocols[experiment] = used(key, experiment) }
        }
        let others = Dictionary(
            grouping: entries.filter { kept[$0.experiment] != ProtocolKey($0) && $0.hasResult && isNamed($0) },
            by: { used(ProtocolKey($0), $0.experiment).name })
        entries = entries.filter { kept[$0.experiment] == ProtocolKey($0) }
        for (name, own) in others.sorted(by: { $0.key < $1.key }) {
            let isKnown = own.allSatisfy { question.paper[$0.experiment] != nil }
            leftOut.append(
                LeftOut(
                    .protocols([name]), results: own.count,
                    option: !isKnown
                        ? nil
                        : name == Results.paperName
                            ? "without --protocol"
                            : name.split(separator: " ").map { "--protocol \($0)" }.joined(separator: " ")))
        }
    }

    private func used(_ key: ProtocolKey, _ experiment: Experiment) -> Results.UsedProtocol {
        let stored = definitions[key.digest]
        return Results.UsedProtocol(
            digest: key.digest, rule: key.rule,
            name: key.name(
                paper: question.paper[experiment],
                definition: stored?.definition
                    ?? question.protocols?[experiment].flatMap { $0.digest == key.digest ? $0.definition : nil },
                stored: stored?.name))
    }

    private mutating func chooseGrid() {
        chooseOwnGrids()
        let shared = entries.filter { !OwnGrid.isOwn($0.grid) }
        let counts = Dictionary(grouping: shared.filter(\.hasResult), by: \.grid).mapValues(\.count)
        let all = counts.isEmpty ? Dictionary(grouping: shared, by: \.grid).mapValues(\.count) : counts
        let preferred = question.preferredGrid
        grid =
            question.grid
            ?? all.max { left, right in
                if left.value != right.value { return left.value < right.value }
                return left.key == preferred || right.key == preferred ? right.key == preferred : right.key < left.key
            }?.key
        let chosen = grid
        keep {
            $0.grid == chosen || OwnGrid.isOwn($0.grid)
        } by: {
            $0.grid
        } _: { grids, count in
            LeftOut(.grids(grids), results: count, option: Self.gridOption(grids))
        }
    }

    /// One grid for each definition of a method that has grids of its own: the one with the most results.
    private mutating func chooseOwnGrids() {
        let own = Dictionary(grouping: entries.filter { OwnGrid.isOwn($0.grid) }, by: \.group.methodDigest)
        let kept = own.mapValues { ResultReading.most($0) { $0.grid } }
        keep {
            !OwnGrid.isOwn($0.grid) || kept[$0.group.methodDigest] == $0.grid
        } by: {
            $0.grid
        } _: { grids, count in
            LeftOut(.grids(grids), results: count)
        }
    }

    private mutating func chooseDefinitions() {
        var kept: [String: String] = [:]
        for (name, own) in Dictionary(grouping: entries, by: \.group.method) {
            kept[name] = ResultReading.most(own, preferred: question.definitions[name]) { $0.group.methodDigest }
        }
        for (name, own) in Dictionary(grouping: entries, by: \.group.method).sorted(by: { $0.key < $1.key }) {
            let others = own.filter { $0.group.methodDigest != kept[name] && $0.hasResult && isNamed($0) }
            guard !others.isEmpty else { continue }
            leftOut.append(
                LeftOut(
                    .definitions(method: name), results: others.count,
                    option: Set(others.map(\.group.methodDigest)).sorted().map { "--method \(name)@\($0.prefix(8))" }
                        .joined(separator: " or ")))
        }
        entries = entries.filter { kept[$0.group.method] == $0.group.methodDigest }
    }

    private mutating func chooseNumerics() {
        let counts = Dictionary(grouping: entries.filter(\.hasResult), by: \.group.numericsVersion).mapValues(\.count)
        numericsVersion =
            question.numericsVersion ?? counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
            ?? entries.map(\.group.numericsVersion).max()
        let chosen = numericsVersion
        keep {
            $0.group.numericsVersion == chosen
        } by: {
            $0.group.numericsVersion
        } _: { versions, count in
            LeftOut(
                .numerics(versions), results: count,
                option: versions.map { "--numerics \($0)" }.joined(separator: " or "))
        }
    }

    /// One content a task, and one partition of its rows a split and seed.
    private mutating func chooseContent() {
        for (task, own) in Dictionary(grouping: entries, by: \.group.task).sorted(by: { $0.key < $1.key }) {
            let content = ResultReading.most(own, preferred: question.contents[task]?.digest) {
                $0.group.contentDigest
            }
            var partitions: [[String]: String] = [:]
            for (sample, ofSample) in Dictionary(
                grouping: own.filter { $0.group.contentDigest == content }, by: ResultReading.sample)
            {
                let split = ofSample.first?.group.splitIndex
                partitions[sample] = ResultReading.most(
                    ofSample, preferred: split.flatMap { question.contents[task]?.splits[$0] }
                ) { $0.group.splitDigest }
            }
            func isKept(_ entry: Entry) -> Bool {
                entry.group.contentDigest == content
                    && partitions[ResultReading.sample(entry)] == entry.group.splitDigest
            }
            let others = own.filter { !isKept($0) && $0.hasResult && isNamed($0) }
            entries.removeAll { $0.group.task == task && !isKept($0) }
            noteOutdated(task, own.filter { isKept($0) && $0.hasResult })
            guard !others.isEmpty else { continue }
            let digests = Set(others.map(\.group.contentDigest)).subtracting([content ?? ""]).sorted()
            leftOut.append(
                LeftOut(
                    .content(task: task), results: others.count,
                    option: digests.isEmpty
                        ? nil : digests.map { "--task \(task)@\($0.prefix(8))" }.joined(separator: " or ")))
        }
    }

    /// Notes a task whose results are not of the table that is there now; of one that is named with a digest they are what was asked
    /// for.
    private mutating func noteOutdated(_ task: String, _ kept: [Entry]) {
        guard let current = question.contents[task], !kept.isEmpty,
            !(question.tasks?.contains { DigestedName($0).name == task && DigestedName($0).digest != nil } ?? false)
        else { return }
        let isOfSameData = kept.allSatisfy { $0.group.contentDigest == current.digest }
        // Where validation rows are drawn anew no split is one of the table's.
        let areSplitsItsOwn = kept.allSatisfy { entry in
            let validation = definitions[ProtocolKey(entry).digest]?.definition["validation"]?.stringValue
            return (validation ?? "released") != "released"
                || current.splits[entry.group.splitIndex] == entry.group.splitDigest
        }
        guard !isOfSameData || !areSplitsItsOwn else { return }
        outdatedTasks.append(Results.OutdatedTask(name: task, isOfSameData: isOfSameData))
    }

    private static func sample(_ entry: Entry) -> [String] { ["\(entry.group.splitIndex)", "\(entry.group.seed)"] }

    /// Of several values the preferred one where it has results, else the one with the most results, the latest of equal ones.
    private static func most(_ entries: [Entry], preferred: String? = nil, _ value: (Entry) -> String) -> String? {
        let groups = Dictionary(grouping: entries, by: value)
        if let preferred, groups[preferred]?.contains(where: \.hasResult) ?? false { return preferred }
        return groups.max { left, right in
            let counts = (left.value.count(where: \.hasResult), right.value.count(where: \.hasResult))
            if counts.0 != counts.1 { return counts.0 < counts.1 }
            let moments = (
                left.value.map(\.moment).max() ?? .distantPast, right.value.map(\.moment).max() ?? .distantPast
            )
            return moments.0 != moments.1 ? moments.0 < moments.1 : right.key < left.key
        }?.key
    }

    private mutating func leaveOutUnfinished() {
        guard !question.includesUnfinished else { return }
        func isOpen(_ entry: Entry) -> Bool {
            entry.stored == nil && !(entry.units.map { SelectionBasis($0).isSettled } ?? true)
        }
        let count = entries.count(where: isOpen)
        entries.removeAll(where: isOpen)
        if count > 0 { leftOut.append(LeftOut(.unfinished, results: count, option: "the same snnbench run goes on")) }
    }
}
