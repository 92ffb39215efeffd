import Formats
import Foundation
import GRDB

/// A finished attempt as one line of JSON: the facts of an export, with epochs and metrics column by column.
///
///     {"attempt":{"attempt_digest":...,"unit_hash":...},"epochs":{"epoch":[1,2],...},"metrics":{"name":[...],...}}
///
/// The names are those of an export's columns and stand in canonical order. Both digests are in the line, so that a reader knows when it
/// was changed.
extension AttemptRecord {
    /// The attempt as a line without its end.
    package var line: [UInt8] {
        var writer = JSONWriter()
        writer.append(literal: "{\"attempt\":{")
        var values: [(name: String, value: DatabaseValue)] = [
            ("environment_digest", environment.digest.databaseValue), ("unit_hash", unitHash.databaseValue),
        ]
        for field in Self.fields where field.column.role == .value {
            let value = field.value(self)
            if !value.isNull { values.append((field.column.name, value)) }
        }
        for (place, member) in values.sorted(by: { $0.name < $1.name }).enumerated() {
            writer.append(literal: place == 0 ? "" : ",")
            writer.append(member.name)
            writer.append(literal: ":")
            writer.append(member.value)
        }
        writer.append(literal: "},\"epochs\":")
        writer.append(columns: epochs)
        writer.append(literal: ",\"metrics\":")
        writer.append(columns: metrics)
        writer.append(literal: "}")
        return writer.take()
    }

}

/// An attempt with its digests, which take longer to compute than to store.
package struct DigestedAttempt: Sendable {
    /// The attempt.
    package let attempt: AttemptRecord
    /// `AttemptRecord.resultDigest`.
    package let resultDigest: String
    /// `AttemptRecord.digest`.
    package let digest: String

    /// Computes the digests of an attempt.
    package init(_ attempt: AttemptRecord) {
        self.attempt = attempt
        resultDigest = attempt.resultDigest
        digest = AttemptRecord.digest(
            unitHash: attempt.unitHash, environmentDigest: attempt.environment.digest,
            outcome: attempt.outcome.rawValue, message: attempt.message,
            startedAt: Timestamp.text(attempt.startedAt), finishedAt: Timestamp.text(attempt.finishedAt),
            seconds: attempt.seconds, resultDigest: resultDigest)
    }

    /// Every column's value in the order of the schema.
    func values(unitID: Int64, environmentID: Int64) -> [DatabaseValue] {
        var references = [unitID, environmentID].makeIterator()
        return AttemptRecord.fields.map { field in
            if case .reference = field.column.role { return references.next()?.databaseValue ?? .null }
            return switch field.column.name {
            case "result_digest": resultDigest.databaseValue
            case "attempt_digest": digest.databaseValue
            default: field.value(attempt)
            }
        }
    }

    /// Reads an attempt from a line (`AttemptRecord.line`).
    ///
    /// - Parameters:
    ///   - line: the line, without its end.
    ///   - environment: the environment that the log names.
    /// - Throws: `CanonicalJSONError`, and `ResultStoreError.invalidRecord` where it is no attempt or does not have its digests.
    package init(line: [UInt8], environment: EnvironmentRecord) throws {
        var reader = JSONReader(line)
        var attempt = AttemptRecord.blank
        attempt.environment = environment
        var stated: [String: DatabaseValue] = [:]
        do {
            try reader.beginObject()
            while let part = try reader.nextName() {
                switch part {
                case "attempt":
                    try reader.beginObject()
                    while let name = try reader.nextName() { stated[name] = try reader.databaseValue() }
                case "epochs": attempt.epochs = try reader.columns(EpochRecord.self)
                case "metrics": attempt.metrics = try reader.columns(MetricRecord.self)
                default: throw UnexpectedValue("\"\(part)\" is no part of an attempt")
                }
            }
            try reader.end()
            for field in AttemptRecord.fields where field.column.role == .value {
                if let value = stated[field.column.name] { try field.set(&attempt, value) }
            }
            guard let unit = stated["unit_hash"]?.text else { throw UnexpectedValue("unit_hash is missing") }
            attempt.unitHash = unit
        } catch let error as UnexpectedValue {
            throw ResultStoreError.invalidRecord(what: "an attempt", detail: error.detail)
        }
        let result = attempt.resultDigest
        let whole = AttemptRecord.digest(
            unitHash: attempt.unitHash, environmentDigest: environment.digest, outcome: attempt.outcome.rawValue,
            message: attempt.message, startedAt: stated["started_at"]?.text ?? "",
            finishedAt: stated["finished_at"]?.text ?? "", seconds: attempt.seconds, resultDigest: result)
        guard stated["environment_digest"]?.text == environment.digest, stated["result_digest"]?.text == result,
            stated["attempt_digest"]?.text == whole, attempt.outcome != .running
        else {
            throw ResultStoreError.invalidRecord(
                what: "the attempt of unit \(attempt.unitHash)", detail: "it does not have its digests")
        }
        self.attempt = attempt
        resultDigest = result
        digest = whole
    }
}

extension EnvironmentRecord {
    /// The facts of an export as JSON.
    package var json: CanonicalJSON {
        .object(
            Dictionary(
                uniqueKeysWithValues: Self.fields.map { field in
                    (
                        field.column.name,
                        field.value(self).integer.map { .integer($0) } ?? .string(field.value(self).text ?? "")
                    )
                }))
    }

    /// Reads the facts of an export; nil where one is missing or the digest is not theirs.
    package init?(json: CanonicalJSON) {
        let record = try? EnvironmentRecord(named: { name in
            json[name]?.integerValue?.databaseValue ?? json[name]?.stringValue?.databaseValue ?? .null
        })
        guard let record, record.hasItsDigest else { return nil }
        self = record
    }
}

extension JSONWriter {
    fileprivate mutating func append(_ value: DatabaseValue) {
        switch value.storage {
        case .null, .blob: appendNull()
        case .int64(let number): append(number)
        case .double(let number): append(number)
        case .string(let text): append(text)
        }
    }

    /// Writes records as an object of arrays, one for each column of a value that some record has.
    fileprivate mutating func append<Record: StoredRecord>(columns records: [Record]) {
        append(literal: "{")
        var isFirst = true
        for field in Record.fields.filter({ $0.column.role == .value }).sorted(by: { $0.column.name < $1.column.name })
        {
            let values = records.map(field.value)
            guard values.contains(where: { !$0.isNull }) else { continue }
            append(literal: isFirst ? "" : ",")
            append(field.column.name)
            append(literal: ":[")
            for (place, value) in values.enumerated() {
                if place > 0 { append(literal: ",") }
                append(value)
            }
            append(literal: "]")
            isFirst = false
        }
        append(literal: "}")
    }
}

extension JSONReader {
    fileprivate mutating func databaseValue() throws -> DatabaseValue {
        switch try kind() {
        case .string: return try string().databaseValue
        case .null:
            try null()
            return .null
        case .number:
            switch try number() {
            case .integer(let number): return number.databaseValue
            case .number(let number): return number.databaseValue
            default: return .null
            }
        case .object, .array, .boolean: throw UnexpectedValue("a value is neither number nor text")
        }
    }

    fileprivate mutating func columns<Record: StoredRecord>(_: Record.Type) throws -> [Record] {
        var records: [Record] = []
        try beginObject()
        while let name = try nextName() {
            guard let field = Record.fields.first(where: { $0.column.name == name && $0.column.role == .value }) else {
                throw UnexpectedValue("there is no column \(name)")
            }
            let isFirst = records.isEmpty
            var place = 0
            try beginArray()
            while try nextElement() {
                if isFirst { records.append(.blank) }
                guard place < records.count else { throw UnexpectedValue("\(name) is longer than the others") }
                let value = try databaseValue()
                if !value.isNull || !field.column.isOptional { try field.set(&records[place], value) }
                place += 1
            }
            guard place == records.count else { throw UnexpectedValue("\(name) is shorter than the others") }
        }
        return records
    }
}
