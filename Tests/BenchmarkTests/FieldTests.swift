import Formats
import Foundation
import Networks
import ResultStore
import Testing
import Traces

@testable import Benchmark

/// The lists of fields: records, what is absent, ranges, and the tables of the documentation.
@Suite struct FieldTests {
    /// A record that has got a field later.
    private struct Later: FieldRecord, Equatable {
        enum Kind: String, CaseIterable, FieldValue { case old, new }
        var count = 3
        var kind = Kind.old
        var extra: Double?

        static let standard = Later()
        static let fields: [Field<Later>] = [
            Field("count", \.count, .integer(1...10), stored: .integer(0...100), help: "how many"),
            Field("kind", \.kind, .choice(Kind.self), isAbsentAtDefault: true, help: "which"),
            Field("extra", \.extra, .number(.above(0, through: 1)), help: "what else"),
        ]
    }

    /// Records from before a field was there keep their text, and are read with its default.
    @Test func aFieldThatCameLaterChangesNoRecord() throws {
        #expect(CanonicalJSON.object(Later().recordedValues).text == #"{"count":3}"#)
        #expect(
            CanonicalJSON.object(Later(kind: .new, extra: 0.5).recordedValues).text
                == #"{"count":3,"extra":0.5,"kind":"new"}"#)
        for value in [Later(), Later(count: 50, kind: .new, extra: 1)] {
            var read = Later(count: 1, kind: .new, extra: 0.1)
            try read.restore(CanonicalJSON.object(value.recordedValues).text, "record")
            #expect(read == value)
        }
        for (text, error) in [
            ("{}", RecordError.wrongValue(what: "record", key: "count")),
            (#"{"count":101}"#, .wrongValue(what: "record", key: "count")),
            (#"{"count":3,"kind":"older"}"#, .wrongValue(what: "record", key: "kind")),
            (#"{"count":3,"extra":null}"#, .wrongValue(what: "record", key: "extra")),
            (#"{"count":3,"color":1}"#, .unknownValue(what: "record", key: "color")),
        ] {
            #expect(throws: error) {
                var read = Later()
                try read.restore(text, "record")
            }
        }
    }

    @Test func rangesAreCheckedAndSaid() throws {
        let counts = try #require(Later.field("count"))
        var record = Later()
        #expect(counts.set(text: "10", in: &record) && record.count == 10)
        for text in ["11", "0", "2.5", "", "many", "99999999999999999999"] {
            #expect(!counts.set(text: text, in: &record) && record.count == 10, "\(text)")
        }
        let extra = try #require(Later.field("extra"))
        for text in ["0", "nan", "inf", "1.01", "-1"] { #expect(!extra.set(text: text, in: &record), "\(text)") }
        #expect(extra.set(text: "1e-1", in: &record) && extra.text(of: record) == "0.1")
        #expect(extra.range.words == "a number above 0 and at most 1")
        #expect(FieldRange.number(.from(0, below: 1), noun: "rate").words == "a rate from 0 and below 1")
        #expect(FieldRange.number(.from(0, through: 1e6)).words == "a number from 0 to 1000000")
        #expect(FieldRange.choice(Later.Kind.self).words == "old or new")
        #expect(FieldRange.integer(1...9, of: "epochs").words == "a whole number of epochs from 1 to 9")
    }

    /// What every results file in the world has: names, order and forms of the values.
    @Test func definitionsStayAsTheyAre() {
        let hyperparameters = Hyperparameters(
            hiddenUnits: 256, layers: 8, learningRate: 0.1, form: .rectangular, bottleneck: 0.25)
        #expect(
            CanonicalJSON.object(hyperparameters.record).text
                == #"{"bottleneck":0.25,"dropout_rate":0,"form":"rectangular","hidden_units":256,"l2_penalty":0,"layers":8,"learning_rate":0.1}"#
        )
        #expect(
            TrainingProtocol.uci.record.definition
                == #"{"batch_size":128,"data":"paper","epochs":100,"loss":"cross_entropy","loss_reduction":"mean","optimizer":"sgd","validation":"released"}"#
        )
        #expect(
            GridAxes(hiddenUnits: [8], layers: [1], learningRates: [0.1]).json.text
                == #"{"bottlenecks":[],"dropout_rates":[0],"forms":["rectangular"],"hidden_units":[8],"l2_penalties":[0],"layers":[1],"learning_rates":[0.1]}"#
        )
    }

    /// People can query every hyperparameter by a column of its name; lists stand in the JSON alone.
    @Test func everyHyperparameterHasAColumn() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try ResultStore.open(
            folder.appending(path: "s.sqlite").path, for: .writing(.thisProcess(), patience: 0))
        let columns = try store.query("SELECT name FROM pragma_table_info('configurations')").rows.compactMap { row in
            if case .text(let name) = row[0] { name } else { nil }
        }
        for field in Hyperparameters.fields {
            if case .integers = field.range { continue }
            #expect(columns.contains(field.name), "\(field.name)")
        }
    }

    /// `SNNBENCH_WRITE_GOLDEN=1` writes the tables anew.
    @Test func tablesOfTheDocumentation() throws {
        try Self.expect(
            Self.table(
                "field", MethodDefinition.fields.map { ($0.name, $0.range.words, $0.standard, $0.isRequired, $0.help) }),
            in: "methods.md", after: "<!-- fields of methods -->")
        try Self.expect(
            Self.table(
                "axis",
                Hyperparameters.fields.filter { $0.axis?.isAlwaysWritten ?? false }.map {
                    ($0.axis?.name ?? "", $0.range.words, $0.standard, $0.isRequired, $0.help)
                }),
            in: "methods.md", after: "<!-- axes of grids -->")
        try Self.expect(
            Self.table(
                "value",
                TrainingProtocol.fields.map {
                    (
                        $0.name, $0.range.words, $0.standard, $0.isRequired,
                        $0.help + ($0.isRecorded ? "" : " (not recorded)")
                    )
                }),
            in: "running.md", after: "<!-- protocol values -->")
    }

    private static func table(
        _ title: String,
        _ rows: [(name: String, words: String, standard: CanonicalJSON?, isRequired: Bool, help: String)]
    ) -> String {
        let lines = rows.map { row in
            let standard = row.standard.map { "`\($0.stringValue ?? $0.text)`" } ?? (row.isRequired ? "needed" : "")
            return "| `\(row.name)` | \(row.words) | \(standard) | \(row.help) |\n"
        }
        return "| \(title) | what it can be | default | what it is |\n| --- | --- | --- | --- |\n" + lines.joined()
    }

    /// Compares the table that follows a mark in a page.
    private static func expect(_ table: String, in page: String, after mark: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/\(page)")
        let text = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(text.range(of: mark + "\n\n")).upperBound
        let rest = text[start...]
        let found = rest.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("|") }
            .map { $0 + "\n" }.joined()
        if ProcessInfo.processInfo.environment["SNNBENCH_WRITE_GOLDEN"] == "1" {
            try Data((text[..<start] + table + rest.dropFirst(found.count)).utf8).write(to: file)
        } else {
            #expect(found == table, "docs/\(page) differs after \(mark)")
        }
    }
}
