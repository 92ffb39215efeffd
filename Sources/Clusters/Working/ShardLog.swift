import Benchmark
import Formats
import Foundation
import ResultStore

/// A log of one worker: JSON lines, each on the disk before the next is begun.
///
/// The first line names the environment, the plan and the shard; then comes a line for each attempt that ended (`AttemptRecord.line`),
/// and last how the worker ended. Only its worker writes it, under a name that no other has, so that it needs no lock.
final class ShardLog: AttemptRecorder {
    /// What the first line says of itself.
    static let format = "snnbench log 1"

    /// Its path.
    let path: String
    private let descriptor: Int32
    private let check: () throws -> Void
    private var begun: Int64 = 0
    /// The bytes of all whole lines.
    private var length = 0
    private(set) var attempts = 0

    /// Begins a log.
    ///
    /// - Parameters:
    ///   - folder: the shard's folder, made where it is missing.
    ///   - name: host, job, restart and process.
    ///   - head: environment, plan and shard.
    ///   - check: called before each line; what it throws ends the work.
    /// - Throws: `PlanError` where it cannot be written.
    init(in folder: String, name: String, head: ShardHead, check: @escaping () throws -> Void) throws {
        self.check = check
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw PlanError(
                file: folder, problem: "it cannot be made: \(error.localizedDescription)", kind: .inputOutput)
        }
        // A name may be taken where containers share a host's name and count their processes from 1.
        var found: (path: String, descriptor: Int32)?
        for number in 1...1000 {
            let path = "\(folder)/\(name)\(number == 1 ? "" : "-\(number)").log"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
            if descriptor < 0, errno == EEXIST { continue }
            found = (path, descriptor)
            break
        }
        guard let found, found.descriptor >= 0 else {
            throw PlanError(
                file: folder, problem: "no log can be written there: \(PlanFolder.message(errno))", kind: .inputOutput)
        }
        path = found.path
        descriptor = found.descriptor
        try write(Array(head.json.text.utf8))
        let place = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if place >= 0 {
            fsync(place)
            close(place)
        }
    }

    deinit { close(descriptor) }

    func begin(_ unitHashes: [String], environment: EnvironmentRecord, startedAt: Date) throws -> [Int64] {
        try check()
        return unitHashes.map { _ in
            begun += 1
            return begun
        }
    }

    func finish(_ attemptID: Int64, as attempt: AttemptRecord) throws {
        try check()
        try write(attempt.line)
        attempts += 1
    }

    func attempts(ofUnit hash: String) throws -> [AttemptRecord] { [] }

    /// Writes how the worker ended.
    ///
    /// On a full disk there is room for it where a line was that did not fit.
    func end(as ending: ShardEnding) throws {
        let line: CanonicalJSON = [
            "end": .string(ending.rawValue), "attempts": .whole(attempts), "ended_at": .string(Timestamp.text(Date())),
        ]
        try write(Array(line.text.utf8))
    }

    /// Writes a line and waits until it is on the disk; what fails leaves no part of it.
    private func write(_ line: [UInt8]) throws {
        let bytes = line + [UInt8(ascii: "\n")]
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Foundation.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(errno) }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw failure(errno) }
        length += bytes.count
    }

    private func failure(_ code: Int32) -> PlanError {
        ftruncate(descriptor, off_t(length))
        return PlanError(
            file: path,
            problem: code == ENOSPC
                ? "the disk is full; free some space, what was finished stays"
                : "it cannot be written: \(PlanFolder.message(code))", kind: .inputOutput)
    }
}

/// How a worker ended.
enum ShardEnding: String {
    /// Nothing of its bundle is left to do.
    case finished
    /// It was asked to stop.
    case interrupted
    /// Its time was used up.
    case budget
    /// It could not go on, as on a full disk or where the plan was replaced.
    case failed
}

/// The first line of a log.
struct ShardHead {
    let environment: EnvironmentRecord
    let plan: String
    let shard: Int

    var json: CanonicalJSON {
        [
            "environment": environment.json, "format": .string(ShardLog.format), "plan": .string(plan),
            "shard": .whole(shard),
        ]
    }
}

/// What a log says, read line by line.
struct ShardLogReader {
    /// The file.
    let path: String
    private let bytes: [UInt8]
    private let lines: [Range<Int>]

    /// Reads a file.
    ///
    /// - Throws: `PlanError`.
    init(_ path: String) throws(PlanError) {
        self.path = path
        do {
            bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw PlanError(file: path, problem: "it cannot be read: \(error.localizedDescription)", kind: .inputOutput)
        }
        lines = Self.lines(of: bytes)
    }

    /// The lines that are whole; one that was cut at the end is left out.
    private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        bytes.withUnsafeBufferPointer { buffer in
            var start = 0
            while start < buffer.count, let base = buffer.baseAddress,
                let end = memchr(base + start, 10, buffer.count - start)
            {
                let place = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(end))
                lines.append(start..<place)
                start = place + 1
            }
        }
        return lines
    }

    private func starts(_ line: Range<Int>, with text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[line].starts(with: $0) }
    }

    /// The head, where its line is whole.
    ///
    /// - Throws: `PlanError` where the log is of another plan or shard, or of another version.
    func head(of plan: Plan, shard: Int) throws(PlanError) -> EnvironmentRecord? {
        guard let line = lines.first else { return nil }
        let json = try? CanonicalJSON(parsing: Array(bytes[line]))
        guard let json, json["format"]?.stringValue == ShardLog.format, let name = json["plan"]?.stringValue,
            let number = json["shard"]?.integerValue,
            let environment = json["environment"].flatMap({ EnvironmentRecord(json: $0) })
        else {
            throw PlanError(file: path, problem: "it is no log of this version of the program; move it away")
        }
        guard name == plan.digest else {
            throw PlanError(
                file: path,
                problem:
                    "it is a log of another plan (\(name.prefix(12)), this one is \(plan.digest.prefix(12))); move it away"
            )
        }
        guard number == Int64(shard) else {
            throw PlanError(
                file: path, problem: "it is a log of shard \(number) in the folder of \(shard); move it back")
        }
        return environment
    }

    /// Calls a body with each attempt.
    ///
    /// - Throws: `PlanError` with the line of what is wrong, and what the body throws.
    func forEachAttempt(_ environment: EnvironmentRecord, _ body: (AttemptRecord) throws -> Void) throws {
        for part in parts { for digested in try attempts(environment, lines: part) { try body(digested.attempt) } }
    }

    /// The attempts of some lines.
    ///
    /// - Throws: `PlanError` with the line of what is wrong.
    func attempts(_ environment: EnvironmentRecord, lines some: Range<Int>) throws(PlanError) -> [DigestedAttempt] {
        var attempts: [DigestedAttempt] = []
        for index in some where index > 0 && !isEnd(lines[index]) {
            do {
                attempts.append(try DigestedAttempt(line: Array(bytes[lines[index]]), environment: environment))
            } catch {
                throw PlanError(
                    file: path, problem: "line \(index + 1): \(error); move the log away to train its units again")
            }
        }
        return attempts
    }

    private static let bytesAPart = 4_000_000

    /// The lines in parts of some megabytes, so that a long log needs no more memory than a short one.
    var parts: [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        for (index, line) in lines.enumerated() where line.upperBound - lines[start].lowerBound >= Self.bytesAPart {
            parts.append(start..<index + 1)
            start = min(index + 1, lines.count - 1)
        }
        let end = parts.last?.upperBound ?? 0
        return end < lines.count ? parts + [end..<lines.count] : parts
    }

    /// The endings of attempts: unit and outcome with the reason, without their numbers, so that many logs are read quickly.
    ///
    /// - Returns: how the worker ended, nil where the log does not say; and the number of the first line that is neither an attempt
    ///   nor an ending, where there is one.
    func forEachEnding(
        _ body: (_ unit: String, _ outcome: Outcome, _ seconds: Double) -> Void
    ) -> (ending: ShardEnding?, damagedLine: Int?) {
        var ending: ShardEnding?
        var damagedLine: Int?
        for (index, line) in lines.enumerated() where index > 0 {
            if isEnd(line) {
                ending = (try? CanonicalJSON(parsing: Array(bytes[line])))?["end"]?.stringValue.flatMap {
                    ShardEnding(rawValue: $0)
                }
                continue
            }
            // The attempt comes first and is short; what follows it is not looked at.
            let start = line.lowerBound + 11
            guard starts(line, with: "{\"attempt\":"), start < line.upperBound,
                let end = bytes[start..<line.upperBound].firstIndex(of: UInt8(ascii: "}")),
                let json = Self.attempt(Array(bytes[start...end]))
                    ?? Self.attempt(Array(bytes[start..<line.upperBound])),
                let unit = json["unit_hash"]?.stringValue,
                let outcome = json["outcome"]?.stringValue.flatMap({ Outcome(rawValue: $0) })
            else {
                damagedLine = damagedLine ?? index + 1
                continue
            }
            ending = nil
            body(unit, outcome, json["seconds"]?.doubleValue ?? 0)
        }
        return (ending, damagedLine)
    }

    /// The first value of some text; nil where it ends within.
    private static func attempt(_ bytes: [UInt8]) -> CanonicalJSON? {
        var reader = JSONReader(bytes)
        return try? reader.value()
    }

    private func isEnd(_ line: Range<Int>) -> Bool { starts(line, with: "{\"attempts\"") }
}
