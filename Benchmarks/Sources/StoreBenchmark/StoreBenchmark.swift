import Foundation
import ResultStore

/// Makes a results file of the size of the whole UCI benchmark and times what people ask of it.
///
/// `swift run -c release StoreBenchmark FILE [TASKS [EPOCHS]]`, in the folder of this package; 121 tasks of 972 units and
/// 100 epochs unless told otherwise. A file that is there already is measured as it is and not written. Merging and exports are
/// written to a temporary folder beside it, which is removed. Ends with exit code 1 where the file is larger than 1.5 GB or a
/// named query takes 2 seconds and more.
@main
enum StoreBenchmark {
    /// The largest file, in bytes.
    static let largestSize = 1_500_000_000
    /// The longest that a named query may take, in seconds.
    static let longestQuery = 2.0

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard let file = arguments.first, !file.hasPrefix("-") else {
            stop("usage: StoreBenchmark FILE [TASKS [EPOCHS]]", code: 64)
        }
        let numbers = arguments.dropFirst().map { Int($0) ?? 0 }
        guard numbers.count <= 2, numbers.allSatisfy({ (1...10_000).contains($0) }) else {
            stop("TASKS and EPOCHS are from 1 to 10000", code: 64)
        }
        let benchmark = SyntheticBenchmark(
            tasks: numbers.first ?? 121, epochs: numbers.count > 1 ? numbers[1] : 100)
        do {
            if !FileManager.default.fileExists(atPath: file) { try fill(file, benchmark) }
            let slow = try measure(file)
            if !slow.isEmpty { stop("over the limit: \(slow.joined(separator: ", "))", code: 1) }
        } catch let error as ResultStoreError {
            stop("\(error)", code: error.kind == .badData ? 65 : 74)
        } catch {
            stop("\(error)", code: 70)
        }
    }

    private static func fill(_ file: String, _ benchmark: SyntheticBenchmark) throws {
        let store = try ResultStore.open(file, for: .writing(.thisProcess(program: "StoreBenchmark")))
        let splits = benchmark.splits
        let units = splits.flatMap(benchmark.units)
        _ = try timed("register", count: units.count) { try store.register(units) }
        try timed("record attempts", count: units.count) {
            for (number, unit) in units.enumerated() { try store.record(benchmark.attempt(unit, number: number)) }
        }
        var selections: [SelectionRecord] = []
        try timed("read every learning curve", count: units.count) {
            for split in splits {
                selections += benchmark.selections(
                    split, try store.learningCurves(UnitFilter(tasks: [split.task.name])))
            }
        }
        _ = try timed("record selections", count: selections.count) { try store.record(selections) }
        try store.record(benchmark.publishedResults)
        try store.close()
    }

    /// Times reading, and names what is over the limit.
    private static func measure(_ file: String) throws -> [String] {
        let store = try ResultStore.open(file, for: .reading)
        let size = (try FileManager.default.attributesOfItem(atPath: store.path)[.size] as? NSNumber)?.intValue ?? 0
        let units = try store.progress().total
        print("size: \(size) bytes, \(size / max(1, units)) a unit, \(units) units")
        var over = size >= largestSize ? ["the size"] : []
        for query in NamedQuery.all {
            let (seconds, rows) = try clock { try store.query(query).rows.count }
            report("query \(query.name)", seconds, "\(rows) rows")
            if seconds >= longestQuery { over.append(query.name) }
        }
        _ = try timed("completedUnits") { try store.completedUnits() }
        _ = try timed("progress") { try store.progress() }
        _ = try timed("selectedResults") { try store.selectedResults() }
        _ = try timed("unit_overview") { try store.query("SELECT count(test_accuracy) FROM unit_overview") }
        _ = try timed("unitStates, what status reads") { try store.unitStates() }
        let findings = try timed("verify") { try store.verify() }
        findings.prefix(10).forEach { print("  \($0)") }
        try measureCopies(store)
        print("largest memory: \(largestMemory / 1_000_000) MB")
        return findings.isEmpty ? over : over + ["verify"]
    }

    /// Times what writes all that a store has.
    private static func measureCopies(_ store: ResultStore) throws {
        let folder = store.path + ".copies"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for format in FactFormat.allCases {
            _ = try timed("export \(format.rawValue)") {
                try store.export(to: folder + "/facts." + format.rawValue, format: format)
            }
        }
        try timed("merge into an empty file") {
            let copy = try ResultStore.open(
                folder + "/merged.sqlite", for: .writing(.thisProcess(program: "StoreBenchmark")))
            try copy.merge(from: store.path)
            try copy.close()
        }
        try timed("import of JSON") {
            let copy = try ResultStore.open(
                folder + "/imported.sqlite", for: .writing(.thisProcess(program: "StoreBenchmark")))
            try copy.importFacts(from: folder + "/facts.json")
            try copy.close()
        }
    }

    /// The most memory that the process has had, in bytes.
    private static var largestMemory: Int {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }

    private static func timed<Value>(_ what: String, count: Int = 0, _ body: () throws -> Value) rethrows -> Value {
        let (seconds, value) = try clock(body)
        report(what, seconds, count > 0 ? "\(Int(Double(count) / seconds)) a second" : "")
        return value
    }

    private static func clock<Value>(_ body: () throws -> Value) rethrows -> (seconds: Double, value: Value) {
        let start = ContinuousClock.now
        let value = try body()
        let components = (ContinuousClock.now - start).components
        return (Double(components.seconds) + Double(components.attoseconds) * 1e-18, value)
    }

    private static func report(_ what: String, _ seconds: Double, _ remark: String) {
        let name = what + String(repeating: " ", count: max(0, 30 - what.count))
        print("\(name) \(String(format: "%8.3f", seconds)) s  \(remark)")
        fflush(nil)
    }

    private static func stop(_ message: String, code: Int32) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(code)
    }
}
