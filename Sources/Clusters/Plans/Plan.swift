import Benchmark
import Datasets
import Formats
import Foundation
import Kernels
import ResultStore

/// A study dealt into bundles for many machines: a value that is made once and never changed.
///
/// The same study of the same data gives the same plan, byte for byte.
public struct Plan: Sendable {
    /// What one job trains.
    public struct Bundle: Sendable, Hashable {
        /// The groups, or the parts of groups.
        public let pieces: [Bundling.Piece]
        /// The number of units.
        public let units: Int
        /// The seconds that it takes on one core, as they were predicted.
        public let seconds: Double
        /// The seconds of its longest unit.
        public let longestUnit: Double
        /// The memory of its largest network and of its tables, in bytes.
        public let bytes: Double
        /// The SHA-256 of the ids of its units, each followed by a line feed.
        public let unitsDigest: String
    }

    /// The study.
    public let study: StudyDescription
    /// The version of the arithmetic that the units are of.
    public let numericsVersion: Int
    /// The tasks of the study, in its order.
    public let tasks: [TaskOutline]
    /// The bundles, the longest first.
    public let bundles: [Bundle]
    /// The SHA-256 of the plan's text: its name.
    public let digest: String
    /// The plan as a file has it.
    let text: String
    /// The units as a file has them, one a line.
    let unitLines: [UInt8]
    /// For each bundle the predicted seconds of its units, the longest first; empty where the plan was read.
    public let unitSeconds: [[Double]]

    /// What the text says of itself.
    static let format = "snnbench plan 1"

    /// All units.
    public var units: Int { bundles.reduce(0) { $0 + $1.units } }
    /// The predicted seconds of all units on one core.
    public var seconds: Double { bundles.reduce(0) { $0 + $1.seconds } }
    /// The largest memory of a bundle, in bytes.
    public var bytes: Double { bundles.map(\.bytes).max() ?? 0 }

    /// Plans a study.
    ///
    /// - Parameters:
    ///   - study: what is to be trained.
    ///   - library: where the data are; a table is loaded only where it never was before.
    ///   - bundling: how units are dealt.
    ///   - model: how long units take.
    /// - Throws: the errors of the data.
    public init(
        _ study: StudyDescription, _ library: DataLibrary, bundling: Bundling = Bundling(),
        model: CostModel = CostModel([])
    ) throws {
        self.init(study, try study.outlines(library), bundling: bundling, model: model)
    }

    /// A unit as a plan needs it.
    private struct Entry: Sendable {
        let id: String
        let seconds: Double
        let bytes: Double
    }

    /// The units of each task, group by group, tasks side by side on all cores; a task's units themselves are gone after it.
    private static func entries(
        _ study: StudyDescription, _ tasks: [TaskOutline], _ model: CostModel
    ) -> [[[Entry]]] {
        let candidates = StudyCandidates()
        return tasks.concurrentMap { task in
            study.groups(of: [task], candidates).map { group in
                group.units.map { unit in
                    Entry(
                        id: unit.id, seconds: rounded(model.seconds(unit.workload, method: unit.methodName)),
                        bytes: unit.workload.bytes.rounded(.up))
                }
            }
        }
    }

    /// Plans a study of which the tasks are known.
    init(_ study: StudyDescription, _ tasks: [TaskOutline], bundling: Bundling, model: CostModel) {
        let isCut = study.search == .full
        let entries = Self.entries(study, tasks, model)
        var pieces: [Bundling.Weighed] = []
        for (task, groups) in entries.enumerated() {
            for (group, list) in groups.enumerated() {
                pieces += bundling.pieces(task: task, group: group, seconds: list.map(\.seconds), isCut: isCut)
            }
        }
        var bundles: [Bundle] = []
        var lines: [UInt8] = []
        var times: [[Double]] = []
        for (number, dealt) in bundling.bundles(pieces.filter { !$0.piece.units.isEmpty }).enumerated() {
            var (count, seconds, longest, largest) = (0, 0.0, 0.0, 0.0)
            let hasher = SHA256()
            var own: [Double] = []
            for weighed in dealt {
                let piece = weighed.piece
                for entry in entries[piece.task][piece.group][piece.units] {
                    count += 1
                    own.append(entry.seconds)
                    seconds += entry.seconds
                    longest = max(longest, entry.seconds)
                    largest = max(largest, entry.bytes)
                    hasher.update(entry.id)
                    hasher.update("\n")
                    lines += Array(
                        """
                        {"bundle":\(number),"bytes":\(CanonicalJSON.number(entry.bytes).text),\
                        "seconds":\(CanonicalJSON.number(entry.seconds).text),"unit":"\(entry.id)"}

                        """.utf8)
                }
            }
            times.append(own.sorted(by: >))
            // A table, and what of it each split standardises anew.
            let tables = Set(dealt.map(\.piece.task)).reduce(0) { $0 + 2 * tasks[$1].featureBytes }
            bundles.append(
                Bundle(
                    pieces: dealt.map(\.piece), units: count, seconds: Self.rounded(seconds), longestUnit: longest,
                    bytes: (largest + tables).rounded(.up), unitsDigest: hasher.finish().description))
        }
        self.study = study
        self.tasks = tasks
        self.bundles = bundles
        numericsVersion = Kernels.numericsVersion
        unitLines = lines
        unitSeconds = times
        text = Self.json(study, tasks, bundles, unitsDigest: SHA256.digest(of: lines).description).text + "\n"
        digest = SHA256.digest(of: text).description
    }

    private static func rounded(_ seconds: Double) -> Double { (seconds * 1e4).rounded() / 1e4 }

    private static func json(
        _ study: StudyDescription, _ tasks: [TaskOutline], _ bundles: [Bundle], unitsDigest: String
    ) -> CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "format": .string(format), "numerics_version": .whole(Kernels.numericsVersion), "study": study.json,
            "tasks": .array(tasks.map(\.json)), "units_digest": .string(unitsDigest),
            "bundles": .array(
                bundles.map { bundle in
                    [
                        "pieces": .array(
                            bundle.pieces.map {
                                [
                                    .whole($0.task), .whole($0.group), .whole($0.units.lowerBound),
                                    .whole($0.units.upperBound),
                                ]
                            }), "units": .whole(bundle.units), "seconds": .number(bundle.seconds),
                        "longest_unit": .number(bundle.longestUnit), "bytes": .number(bundle.bytes),
                        "units_digest": .string(bundle.unitsDigest),
                    ]
                }),
        ]
        // The files of programs stay where they are.
        if !study.programs.isEmpty {
            members["program_folders"] = .array(
                study.programs.map { .string(URL(fileURLWithPath: $0.folder).standardizedFileURL.path) })
        }
        return .object(members)
    }

    /// Reads a plan.
    ///
    /// - Parameters:
    ///   - text: the text of its file.
    ///   - file: the file, for messages.
    /// - Throws: `PlanError` where it is none, of another version, or its numbers do not fit together.
    init(text: String, file: String) throws(PlanError) {
        let json: CanonicalJSON
        do {
            json = try CanonicalJSON(parsing: text)
        } catch {
            throw PlanError(file: file, problem: "it is no plan: \(error)")
        }
        guard let format = json["format"]?.stringValue else { throw PlanError(file: file, problem: "it is no plan") }
        guard format == Self.format else {
            throw PlanError(
                file: file,
                problem: "it is of another version (\(TerminalText.quoted(format))), and this program reads "
                    + "\"\(Self.format)\"; use the program that made it")
        }
        guard let version = json["numerics_version"]?.integerValue else {
            throw PlanError(file: file, problem: "it has no numerics version")
        }
        guard version == Int64(Kernels.numericsVersion) else {
            throw PlanError(
                file: file,
                problem: "its arithmetic is of version \(version) and that of this program of "
                    + "\(Kernels.numericsVersion); use the program that made it, or plan again")
        }
        var study: StudyDescription
        do {
            study = try StudyDescription(text: (json["study"] ?? .null).text, source: file)
        } catch {
            throw PlanError(file: file, problem: "its study: \(error.path): \(error.problem)")
        }
        if case .array(let folders)? = json["program_folders"], folders.count == study.programs.count {
            for (index, folder) in folders.enumerated() { study.programs[index].folder = folder.stringValue ?? "." }
        }
        guard case .array(let tasks)? = json["tasks"], case .array(let bundles)? = json["bundles"] else {
            throw PlanError(file: file, problem: "it has no tasks or no bundles")
        }
        self.tasks = tasks.compactMap { TaskOutline(json: $0) }
        self.bundles = bundles.compactMap { Bundle(json: $0, tasks: tasks.count) }
        guard self.tasks.count == tasks.count, self.bundles.count == bundles.count, !bundles.isEmpty,
            self.tasks.map(\.name) == study.tasks.map(\.name)
        else { throw PlanError(file: file, problem: "its tasks and bundles do not fit together") }
        self.study = study
        self.text = text
        numericsVersion = Int(version)
        digest = SHA256.digest(of: text).description
        unitLines = []
        unitSeconds = []
    }
}

extension Plan.Bundle {
    fileprivate init?(json: CanonicalJSON, tasks: Int) {
        guard case .array(let pieces)? = json["pieces"], let units = json["units"]?.integerValue,
            let seconds = json["seconds"]?.doubleValue, let longest = json["longest_unit"]?.doubleValue,
            let bytes = json["bytes"]?.doubleValue, let digest = json["units_digest"]?.stringValue
        else { return nil }
        self.pieces = pieces.compactMap { piece in
            guard case .array(let numbers) = piece else { return nil }
            let places = numbers.compactMap { $0.integerValue.flatMap { Int(exactly: $0) } }
            guard places.count == 4, (0..<tasks).contains(places[0]), places[1] >= 0, places[2] >= 0,
                places[3] >= places[2], places[3] < 1 << 31
            else { return nil }
            return Bundling.Piece(task: places[0], group: places[1], units: places[2]..<places[3])
        }
        guard self.pieces.count == pieces.count, !pieces.isEmpty,
            self.pieces.reduce(0, { $0 + $1.units.count }) == units
        else { return nil }
        self.units = Int(units)
        self.seconds = seconds
        longestUnit = longest
        self.bytes = bytes
        unitsDigest = digest
    }
}

/// What is wrong with a plan, with a log, or with what is asked of them.
public struct PlanError: ClassifiedError, Equatable {
    /// The file or folder.
    public var file: String
    /// What is wrong, and what to do.
    public var problem: String
    /// The kind of failure.
    public var kind = FailureKind.badData

    /// One line that says where and what.
    public var description: String { [file, problem].filter { !$0.isEmpty }.joined(separator: ": ") }
}
