import Formats
import Statistics

/// Which classifier stands for a group of published ones.
public enum GroupRepresentatives: String, CaseIterable, Sendable {
    /// The group's method of median performance, as the paper has it.
    case median
    /// For support vector machines and random forests the method with the best mean accuracy over all published tasks.
    case best

    /// What stands for a group in the place of the printed method; nil for the printed one.
    func method(of group: String) -> String? {
        guard self == .best else { return nil }
        return ["SVM": "svm_C", "RandomForest": "rf_caret"][group]
    }
}

/// One of the paper's rank tables, computed again from the accuracies it was made of, beside what was printed.
public struct PublishedComparison: Sendable {
    /// A method's line.
    public struct Row: Sendable {
        /// The group of the method; the method itself where the table has no groups.
        public let group: String
        /// The method.
        public let method: String
        /// The average rank; in Table 1 minus that of random methods.
        public let rank: Double
        /// What was printed.
        public let printedRank: Double
        /// The one-sided p-value that the best method is better, as R computes it; none for the best.
        public let p: Double?
        /// The same p-value from all patterns of signs.
        public let exactP: Double?
        /// What was printed.
        public let printedP: Double?
    }

    /// The table's label.
    public let table: String
    /// The rows in the order of the print.
    public let rows: [Row]
    /// The number of tasks that were ranked.
    public let tasks: Int
    /// The method that the others are tested against.
    public let reference: String

    /// Table 1, left part, from Table A11: seven networks, the task that lacks results (trains) left out.
    public static func tableOne(_ tables: PublishedTables) throws -> PublishedComparison {
        let table = try ScoreTable(
            methods: PublishedTables.networks, tasks: tables.accuracies.map(\.task),
            scores: tables.accuracies.map { line in PublishedTables.networks.map { line.values[$0] } })
        let printed = tables.rankDifferences.map { Print(group: $0.method, method: $0.method, rank: $0.value, p: $0.p) }
        return try PublishedComparison("1", table, printed, missing: .taskDropped, isDifference: true)
    }

    /// Table A12: 24 methods, 75 tasks with fewer than 1000 rows; a missing result ranks last.
    public static func small(
        _ tables: PublishedTables, _ others: ClassifierResults, _ representatives: GroupRepresentatives = .median
    ) throws -> PublishedComparison {
        try PublishedComparison(
            "A12", scores(tables, others, representatives) { $0 < 1000 },
            tables.groups.map { Print($0, representatives, rank: $0.smallRank, p: $0.smallP) },
            missing: .rankedLast, isDifference: false, asPrinted: representatives == .median)
    }

    /// Table A13: 24 methods, 46 tasks with 1000 rows and more; a missing result ranks last.
    public static func large(
        _ tables: PublishedTables, _ others: ClassifierResults, _ representatives: GroupRepresentatives = .median
    ) throws -> PublishedComparison {
        try PublishedComparison(
            "A13", scores(tables, others, representatives) { $0 >= 1000 },
            tables.groups.map { Print($0, representatives, rank: $0.largeRank, p: $0.largeP) },
            missing: .rankedLast, isDifference: false, asPrinted: representatives == .median)
    }

    private struct Print {
        let group: String
        let method: String
        let rank: Double
        let p: Double?

        init(group: String, method: String, rank: Double, p: Double?) {
            self.group = group
            self.method = method
            self.rank = rank
            self.p = p
        }

        /// The print of a group; another method than the printed one has no printed p.
        init(
            _ line: PublishedTables.MethodGroup, _ representatives: GroupRepresentatives, rank: Double, p: Double?
        ) {
            let other = representatives.method(of: line.group)
            self.init(group: line.group, method: other ?? line.method, rank: rank, p: other == nil ? p : nil)
        }
    }

    private static func scores(
        _ tables: PublishedTables, _ others: ClassifierResults, _ representatives: GroupRepresentatives,
        _ isChosen: (Int) -> Bool
    ) throws -> ScoreTable<Fraction> {
        let methods = tables.groups.map { representatives.method(of: $0.group) ?? $0.method }
        try others.require(zip(tables.groups, methods).filter { !$0.0.isNetwork }.map(\.1))
        let lines = tables.accuracies.filter { isChosen($0.rows) }
        return try ScoreTable(
            methods: methods, tasks: lines.map(\.task),
            scores: lines.map { line in
                zip(tables.groups, methods).map { group, method in
                    group.isNetwork ? line.values[method] : others.accuracy(method, on: line.task)
                }
            })
    }

    private init(
        _ label: String, _ table: ScoreTable<Fraction>, _ printed: [Print], missing: MissingValuePolicy,
        isDifference: Bool, asPrinted: Bool = true
    ) throws {
        var options = TableComparison.Options()
        options.missing = missing
        // The print leaves out the p-value of the method that it tests against.
        options.reference = asPrinted ? printed.first { $0.p == nil }?.method : nil
        options.test.mode = .exact
        let comparison = try TableComparison(table, options: options)
        let reference = comparison.comparisons?.reference ?? 0
        let scores = missing == .taskDropped ? table.scores.filter { !$0.contains(nil) } : table.scores
        let asInR = try comparison.methods.indices.map { column in
            try column == reference ? nil : PublishedComparison.asInR(scores, reference, column)
        }
        self.table = label
        tasks = comparison.tasks.count
        self.reference = comparison.methods.indices.contains(reference) ? comparison.methods[reference] : ""
        rows = printed.compactMap { line in
            guard let column = comparison.methods.firstIndex(of: line.method) else { return nil }
            let average = comparison.averageRanks.rows[column]
            let rank = isDifference ? average.averageRankDifference : average.averageRank
            return Row(
                group: line.group, method: line.method, rank: rank ?? .nan, printedRank: line.rank,
                p: asInR[column],
                exactP: comparison.comparisons?.rows.first { $0.method == column }?.wilcoxon.p, printedP: line.p)
        }
    }

    /// The p-value that R's wilcox.test gives for the printed percentages: it tells ties by the bits of binary differences.
    ///
    /// So were Table A12's p-values made: 19 of 23 agree to both digits, of accuracies from 0 to 1 fewer do.
    private static func asInR(_ scores: [[Fraction?]], _ reference: Int, _ other: Int) throws -> Double {
        func percent(_ value: Fraction) throws -> Double {
            try Fraction(value.numerator * 100, value.denominator).value
        }
        let pairs = try scores.compactMap { row in
            try row[reference].flatMap { x in try row[other].map { (try percent(x), try percent($0)) } }
        }
        return try WilcoxonSignedRankTest(mode: .r, alternative: .greater)
            .run(x: pairs.map(\.0), y: pairs.map(\.1), rounding: .binary).p
    }

    /// What the table says of the claim that SNN ranks first, as a sentence.
    public var claim: String {
        let ordered = rows.sorted { ($0.rank, $0.method) < ($1.rank, $1.method) }
        let place = (ordered.firstIndex { $0.method == "snn" } ?? 0) + 1
        func text(_ row: Row) -> String {
            row.group == row.method || row.method == "snn" ? row.group : "\(row.group) (\(row.method))"
        }
        let words = ordered.prefix(max(3, place)).map { "\(text($0)) \(Self.rankText($0.rank))" }.joined(
            separator: ", ")
        return "Claim \"SNN ranks first of \(rows.count) methods\" over \(tasks) tasks: "
            + (place == 1 ? "holds" : "does not hold, SNN is number \(place)") + "; \(words)."
    }

    private static func rankText(_ rank: Double) -> String { NumberText.decimal(rank, places: 2) }
}
