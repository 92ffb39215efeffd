import Datasets
import Evaluation
import Foundation
import Statistics

/// The accuracies of 179 classifiers on the 121 UCI tasks that Fernandez-Delgado, Cernadas, Barro and Amorim published
/// (JMLR 15:3133-3181, 2014).
///
/// Percentages with one decimal, means over four folds whose rows the parameters were tuned on too, so not quite what a
/// single test split gives.
public struct ClassifierResults: Sendable {
    /// The name of the file's download in the manifest.
    public static let download = "fernandez-delgado-results"

    /// The names of the classifiers.
    public let methods: [String]

    private let values: [String: [String: Fraction]]
    private let file: String

    /// Reads the file that was fetched; nil where it was not.
    ///
    /// - Throws: `PublishedError`.
    public static func fetched(in library: DataLibrary) throws(PublishedError) -> ClassifierResults? {
        guard let path = library.path(ofDownload: download) else { return nil }
        return try ClassifierResults(path: path)
    }

    /// Reads the file, a table with blanks between its columns and "--" for what is missing.
    ///
    /// - Throws: `PublishedError` with the line and the column of what is wrong.
    public init(path: String) throws(PublishedError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .unreadable(file: path, reason: error.localizedDescription)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .malformed(file: path, line: 1, problem: "the file is not text; fetch it again")
        }
        try self.init(text: text, file: path)
    }

    init(text: String, file: String) throws(PublishedError) {
        self.file = file
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        guard let header = lines.first?.split(whereSeparator: \.isWhitespace).map(String.init), header.count > 1,
            header[0] == "problema"
        else { throw .malformed(file: file, line: 1, problem: "the header does not begin with \"problema\"") }
        if let twice = Dictionary(grouping: header, by: { $0 }).first(where: { $0.value.count > 1 }) {
            throw .malformed(file: file, line: 1, problem: "the column \(twice.key) is there twice")
        }
        // The last columns sum up the line.
        methods = header.dropFirst().filter { !["min", "max", "mean", "std"].contains($0) }
        var values: [String: [String: Fraction]] = [:]
        for (number, line) in lines.enumerated().dropFirst() {
            let cells = line.split(whereSeparator: \.isWhitespace)
            guard let name = cells.first.map(String.init) else { continue }
            // Below a rule stand the columns' means.
            if name.allSatisfy({ $0 == "-" }) { break }
            guard cells.count == header.count else {
                throw .malformed(
                    file: file, line: number + 1, problem: "\(cells.count) cells where the header has \(header.count)")
            }
            guard values[name] == nil else {
                throw .malformed(file: file, line: number + 1, problem: "the task \(name) is there twice")
            }
            var row: [String: Fraction] = [:]
            for (method, cell) in zip(header, cells).dropFirst() where cell != "--" {
                guard let percent = Fraction(decimal: cell), percent.numerator >= 0, percent.value <= 100,
                    let value = try? Fraction(percent.numerator, percent.denominator * 100)
                else {
                    throw .malformed(
                        file: file, line: number + 1,
                        problem: "\(method) is \"\(cell.prefix(40))\", no percentage from 0 to 100")
                }
                row[method] = value
            }
            values[name] = row
        }
        guard !values.isEmpty else { throw .malformed(file: file, line: 2, problem: "the table is empty") }
        self.values = values
    }

    /// The number of tasks.
    public var taskCount: Int { values.count }

    /// The accuracy of a classifier on a task, by its short name; nil where it is missing.
    public func accuracy(_ method: String, on task: String) -> Fraction? { values[task]?[method] }

    /// The representatives of the groups that are no networks, each the median method of its group, on tasks of the UCI suite.
    ///
    /// - Parameter tasks: full names of tasks.
    /// - Returns: a name, `SVM (svm_C, published)`, and the accuracies by full name, for each that has any.
    /// - Throws: `PublishedError` where the file lacks one.
    public func representatives(on tasks: [String]) throws -> [(name: String, scores: [String: TaskScore])] {
        let groups = try PublishedTables().groups.filter { !$0.isNetwork }
        try require(groups.map(\.method))
        return groups.compactMap { group -> (name: String, scores: [String: TaskScore])? in
            var scores: [String: TaskScore] = [:]
            for task in tasks where task.hasPrefix("uci/") {
                if let value = accuracy(group.method, on: String(task.dropFirst("uci/".count))) {
                    scores[task] = TaskScore(value)
                }
            }
            guard !scores.isEmpty else { return nil }
            // Said in the name, so that they stand apart from those that were trained here.
            return (name: "\(group.group) (\(group.method), published)", scores: scores)
        }
    }

    /// Throws unless the file has all of some classifiers.
    func require(_ names: [String]) throws(PublishedError) {
        let known = Set(methods)
        if let missing = names.first(where: { !known.contains($0) }) {
            throw .missingColumn(file: file, column: missing)
        }
    }
}
