import Formats
import Foundation
import Testing

@testable import Datasets

/// Groups and times hold for every division of a task's rows: with tables of test rows, and where validation rows are drawn anew.
@Suite struct RowRelationTests {
    /// A table whose rows are of ten groups, and of times in another order than theirs.
    private static func text(_ rows: Range<Int>) -> String {
        "x,g,t,y\n" + rows.map { "\($0 * $0 % 31).5,g\($0 % 10),\(time($0)),\($0 % 2)\n" }.joined()
    }

    private static func time(_ row: Int) -> Int { row * 37 % 100 / 2 }

    private static func table(_ rows: [Range<Int>], _ change: (inout TableOptions) -> Void) throws -> UserTable {
        var options = TableOptions()
        change(&options)
        options.ignored = ["g", "t"].filter { $0 != options.plan.group && $0 != options.plan.time }
        let parts: [SplitPart?] = rows.count == 1 ? [nil] : [.training, .test]
        let files = try zip(rows, parts).map { rows, part in
            try TableFile(NamedBytes(name: "t.csv", bytes: Array(text(rows).utf8)), part: part)
        }
        return try TableReader.read(files, name: UserTaskTests.name, options: options)
    }

    private static func isWhole(_ split: Split) -> Bool {
        Set(split.training.map { $0 % 10 }).isDisjoint(with: split.validation.map { $0 % 10 })
    }

    private static func isInOrder(_ split: Split) throws -> Bool {
        let learnt = try #require(split.training.map(time).max())
        return try learnt < #require(split.validation.map(time).min())
    }

    @Test func tablesOfTestRows() throws {
        let grouped = try Self.table([0..<100, 100..<120]) { $0.plan.group = "g" }
        #expect(grouped.splits.count == 1 && grouped.splits[0].test == Array(100..<120))
        #expect(Self.isWhole(grouped.splits[0]) && grouped.splits[0].validation.count == 20)
        #expect(grouped.warnings.contains { $0.contains("10 values of column “g” are in several of the tables") })
        let timed = try Self.table([0..<100, 100..<120]) { ($0.plan.time, $0.plan.validation) = ("t", .rows(11)) }
        #expect(try Self.isInOrder(timed.splits[0]) && timed.splits[0].validation.count == 12)
        #expect(timed.warnings.contains { $0.contains("“t”: not all rows that are tested") }, "\(timed.warnings)")
        // One group, or one time, cannot be divided.
        #expect(throws: DatasetError.self) { try Self.table([0..<1, 1..<20]) { $0.plan.group = "g" } }
        let text = "x,g,y\n" + (0..<9).map { "\($0).5,a,\($0 % 2)\n" }.joined()
        for change in [{ $0.plan.group = "g" }, { $0.plan.group = "x" }] as [(inout TableOptions) -> Void] {
            var options = TableOptions()
            change(&options)
            let isOne = options.plan.group == "g"
            let files = try [SplitPart.training, .test].map {
                try TableFile(NamedBytes(name: "t.csv", bytes: Array(text.utf8)), part: $0)
            }
            #expect((try? TableReader.read(files, name: UserTaskTests.name, options: options)) == nil || !isOne)
        }
    }

    /// Each seed draws other groups, and none is torn; the latest rows validate whatever the seed.
    @Test func validationRowsDrawnAnew() throws {
        let grouped = try Self.kept(Self.table([0..<100]) { $0.plan.group = "g" })
        var drawn: Set<[Int]> = []
        for seed in 0..<8 as Range<UInt64> {
            let again = try grouped.redrawingValidation(fraction: 0.15, seed: seed)
            for (split, released) in zip(again.splits, grouped.splits) {
                #expect(Self.isWhole(split) && split.test == released.test && split.validation.count == 20)
                #expect(split == (try grouped.partition.redrawingValidation(of: released, fraction: 0.15, seed: seed)))
            }
            drawn.insert(again.splits[0].validation)
            #expect(again.contentDigest == grouped.contentDigest && again.relation == grouped.relation)
        }
        #expect(drawn.count > 4)
        let timed = try Self.kept(Self.table([0..<100]) { ($0.plan.time, $0.plan.count) = ("t", 2) })
        for fraction in [0.001, 0.15, 0.5, 0.999] {
            let one = try timed.redrawingValidation(fraction: fraction, seed: 1)
            #expect(try one.splits.allSatisfy(Self.isInOrder))
            #expect(try one.splits == timed.redrawingValidation(fraction: fraction, seed: 2).splits)
            let share = Double(one.splits[1].validation.count) / 75
            #expect(abs(share - fraction) < 3.5 / 75)
        }
        // All that is left is of one group, or of one time.
        for relation in [RowRelation.groups(Array(repeating: 0, count: 4)), .times([1, 1, 1, 2])] {
            let features = FeatureMatrix(checkedRows: 4, columns: 1, values: [1, 2, 3, 4])
            let task = try LearningTask(
                name: UserTaskTests.name, features: features, targets: .classes([0, 1, 0, 1], count: 2),
                splits: [Split(index: 0, training: [0, 1], validation: [2], test: [3])], relation: relation)
            #expect(throws: DatasetError.self) { try task.redrawingValidation(fraction: 0.5, seed: 1) }
        }
    }

    /// Groups and times are no part of the content's digest; files without them are as they were, and say what they lack.
    @Test func filesOfEarlierVersions() throws {
        let plain = try Self.table([0..<100]) { _ in }
        let grouped = try Self.table([0..<100]) { $0.plan.group = "g" }
        #expect(plain.coded.contentDigest == grouped.coded.contentDigest)
        #expect(!String(decoding: TaskFile(task: plain.coded, origin: .null).bytes, as: UTF8.self).contains("relation"))
        for option in ["group", "time"] {
            let origin: CanonicalJSON = ["splits": .object([option: "the column"])]
            let file = TaskFile(task: plain.coded, origin: origin)
            let task = try TaskFile(NamedBytes(name: "task", bytes: file.bytes), name: UserTaskTests.name).task
                .learningTask
            #expect(task.relation == .forgotten(option: "--\(option) 'the column'"))
            #expect(task.splits == plain.splits && task.contentDigest == plain.coded.contentDigest)
            do {
                _ = try task.redrawingValidation(fraction: 0.15, seed: 1)
                Issue.record("drawn")
            } catch { #expect("\(error)".contains("--\(option) 'the column' by an earlier version"), "\(error)") }
            // What it stored is made as it was.
            let byRow = try task.redrawingValidationByRow(fraction: 0.15, seed: 1).splits
            #expect(byRow == plain.splits.map { $0.redrawingValidation(fraction: 0.15, seed: 1) })
        }
    }

    /// The task as a library loads it.
    private static func kept(_ table: UserTable) throws -> LearningTask {
        let file = TaskFile(task: table.coded, origin: table.origin(of: [], TableOptions()))
        let task = try TaskFile(NamedBytes(name: "task", bytes: file.bytes), name: table.name).task
        #expect(task.relation == table.coded.relation && task.relation != nil)
        var cut = file.bytes
        cut.removeLast(8)
        #expect(throws: DatasetError.self) { try TaskFile(NamedBytes(name: "task", bytes: cut), name: table.name) }
        return task.learningTask
    }
}

/// Times as people write them.
@Suite struct TimeColumnTests {
    private static func order(_ texts: [String]) throws -> [Double] {
        var table = TextTable(file: "t.csv", titles: ["when"])
        for (row, text) in texts.enumerated() {
            table.columns[0].append(Array(text.utf8)[...])
            table.lines.append(Int32(row + 2))
        }
        return try TimeColumn(table: table, index: 0, decimal: UInt8(ascii: ".")).order()
    }

    /// Texts in order of time, which is not that of their bytes.
    @Test(arguments: [
        [
            "2025-12-31", "2026-01-01 0:00", "2026-01-01 4:00", "2026-01-01 10:00", "2026-01-01 23:59:59.5",
            "2026-01-02",
        ],
        ["2026-01-01 12:00 AM", "2026-01-01 1:30 am", "2026-01-01 11:00AM", "2026-01-01 12:15 PM", "2026-01-01 1 pm"],
        [
            "2026-03-29T12:00:00+14:00", "2026-03-29T00:30:00+0100", "2026-03-29 00:00:00 UTC", "2026-03-29T00:00:01Z",
            "2026-03-28T22:00:00-05", "2026-03-29 9:00 PM +09:30", "2026-03-29 20:00Z",
        ],
        ["2024-02-28T24:00", "2024-02-29 00:00:00.000001", "2024-02-29 00:00:00,000002", "2024-02-29T23:59:60.5"],
        ["-1e3", "-2", "0.5", "9", "10"],
    ])
    func orderIsThatOfTime(_ texts: [String]) throws {
        #expect(try Self.order(texts.reversed()) == Self.order(texts).reversed())
        let order = try Self.order(texts)
        #expect(zip(order, order.dropFirst()).allSatisfy { $0 < $1 }, "\(order)")
    }

    @Test func equalMoments() throws {
        #expect(
            Set(try Self.order(["2026-01-01T10:00Z", "2026-01-01 11:00+01:00", "2026-01-01 10:00:00.0 GMT"])).count == 1
        )
        #expect(Set(try Self.order(["2026-01-02", "2026-01-01 24:00", "2026-01-02 12:00 AM"])).count == 1)
    }

    @Test(arguments: [
        "2026-02-29", "2026-13-01", "2026-1-5", "01/02/2026", "2026-01-01x", "2026-01-01T", "2026-01-01 7",
        "2026-01-01 25:00",
        "2026-01-01 24:01", "2026-01-01 10:60", "2026-01-01 13:00 PM", "2026-01-01 0:00 AM", "2026-01-01 10:00:00.",
        "2026-01-01 10:00+25:00", "2026-01-01 10:00+1:00", "2026-01-01 10:00 CET", "2026-01-0110:00", "", "2026",
        "9999999999-01-01", "2026-01-01 10:00 noon",
    ])
    func whatIsNoTimeIsRefused(_ text: String) {
        do {
            let order = try Self.order(["2026-01-01", "2026-01-02 10:00", text, "2026-01-03"])
            Issue.record("\(order)")
        } catch { #expect("\(error)".contains("t.csv, line 4: column “when”: “\(text)” is neither"), "\(error)") }
    }

    @Test func kindsOfTimesAreNotMixed() {
        for (texts, words) in [
            (
                ["2026-01-01", "2026-01-01T10:00Z"],
                "line 3: column “when”: “2026-01-01T10:00Z” has a zone, but “2026-01-01”"
            ),
            (["2026-01-01T10:00Z", "2026-01-01"], "“2026-01-01” has no zone"), (["1", "2", "x"], "“x” is no number"),
            (["1", "2026-01-01", "2026-01-02"], "line 2: column “when”: “1” is neither"),
        ] {
            do {
                let order = try Self.order(texts)
                Issue.record("\(order)")
            } catch { #expect("\(error)".contains(words), "\(error)") }
        }
    }

    /// 48 hours, of which the last six are tested and the six before validate.
    @Test func hoursOfOneDigit() throws {
        let text =
            "x,t,y\n"
            + (0..<48).map { "\($0 * $0 % 31).5,2026-01-0\($0 / 24 + 1) \($0 % 24):00,\($0 % 2)\n" }.joined()
        let split = try UserTaskTests.table(text) {
            ($0.plan.time, $0.plan.count, $0.plan.test, $0.plan.validation) = ("t", 1, .rows(6), .rows(6))
        }.splits[0]
        #expect(split.test == Array(42..<48) && split.validation == Array(36..<42))
    }
}
