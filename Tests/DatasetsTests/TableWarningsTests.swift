import Testing

@testable import Datasets

/// What is said of a table before its results are trusted: each kind by itself, and silence where nothing is odd.
@Suite struct TableWarningsTests {
    /// 60 rows of two classes; `cells` has the columns before the class.
    private static func warnings(
        _ titles: String, _ cells: (Int) -> String, target: (Int) -> String = { "\($0 / 7 % 2)" },
        change: (inout TableOptions) -> Void = { _ in }
    ) throws -> [String] {
        let text = "\(titles),y\n" + (0..<60).map { "\(cells($0)),\(target($0))\n" }.joined()
        let table = try UserTaskTests.table(text, change)
        return table.warnings + DataAudit.warnings(of: table)
    }

    private static func one(_ row: Int) -> String { "\(row * row * 13 % 61).5" }
    /// Two columns in which no two of 60 rows are equal.
    private static func plain(_ row: Int) -> String { "\(one(row)),\(row * 29 % 59).25" }

    @Test func nothingIsSaidWhereNothingIsOdd() throws {
        #expect(try Self.warnings("a,b", Self.plain) == [])
    }

    @Test func classesThatDifferInCaseOrBlanks() throws {
        let words = ["Yes", "yes", "no"]
        let found = try Self.warnings("a,b", Self.plain, target: { words[$0 % 3] })
        #expect(found.count == 1 && found[0].contains("“Yes” and “yes” of the target “y” are two classes"), "\(found)")
        #expect(found.first?.contains("--categorical y") == true)
        let blanks = try Self.warnings("a,b", Self.plain, target: { $0 % 2 == 0 ? "\" yes\"" : "yes" })
        #expect(blanks.count == 1 && blanks[0].contains("case or blanks alone"), "\(blanks)")
        let meant = try Self.warnings("a,b", Self.plain, target: { words[$0 % 3] }, change: { $0.categories = ["y"] })
        #expect(meant == [])
        let labels = try Self.warnings(
            "a,b,z", { "\(Self.plain($0)),\($0 * 7 % 3 == 0 ? "true" : "TRUE")" }, change: { $0.targets = ["z", "y"] })
        #expect(labels.count == 1 && labels[0].contains("are two values that differ"), "\(labels)")
    }

    @Test func rowsOfTwoParts() throws {
        // Every row is there twice, beside each other.
        let found = try Self.warnings("a,b", { Self.plain($0 / 2) }, target: { "\($0 / 2 % 2)" })
        #expect(found.count == 1 && found[0].contains("test rows of split"), "\(found)")
        #expect(found.first?.contains("equal a training row in all columns; --group COLUMN") == true)
        // Where rows are grouped already, or came apart, that is no advice.
        let grouped = try Self.warnings(
            "g,a,b", { "\($0),\(Self.plain($0 / 2))" }, target: { "\($0 / 2 % 2)" }, change: { $0.plan.group = "g" })
        #expect(grouped.count == 1 && grouped[0].hasSuffix("equal a training row in all columns"), "\(grouped)")
        // The one pair that is equal lies within a part.
        let apart = try Self.warnings(
            "part,a,b", { "\(["train", "validation", "test"][$0 / 20]),\(Self.plain($0 < 2 ? 0 : $0))" },
            change: { $0.plan.columns = ["part"] })
        #expect(apart == [])
    }

    @Test func identifiers() throws {
        // Another whole number in each row, in no order.
        let found = try Self.warnings("id,a", { "\(($0 * 37) % 60 + 1000),\(Self.one($0))" })
        #expect(
            found == ["column “id” has another whole number in each row; if it names the rows, --ignore id"], "\(found)"
        )
        let counted = try Self.warnings("id,a", { "\($0),\(Self.one($0))" })
        #expect(counted.count == 1 && counted[0].contains("column “id” counts the rows"), "\(counted)")
    }

    @Test func constantColumns() throws {
        let number = try Self.warnings("c,a,b", { "3,\(Self.plain($0))" })
        #expect(number == ["column “c” has one value; leave it out with --ignore c"])
        let word = try Self.warnings("c,a,b", { "red,\(Self.plain($0))" })
        #expect(word == ["column “c” has one value; leave it out with --ignore c"])
        let none = try Self.warnings("c,a,b", { ",\(Self.plain($0))" })
        #expect(none == ["column “c” has no value and is learnt from as zeros; leave it out with --ignore c"])
    }

    @Test func classesWithoutATrainingRow() throws {
        let found = try Self.warnings(
            "part,a,b", { "\(["train", "validation", "test"][$0 / 20]),\(Self.plain($0))" },
            target: { $0 > 57 ? "rare" : "c\($0 % 2)" },
            change: { $0.plan.columns = ["part"] })
        #expect(
            found == ["split 0 has no training row of class “rare”; group rare classes, or leave them out"], "\(found)")
    }

    @Test func leakingColumns() throws {
        let number = try Self.warnings("l,a,b", { "\($0 / 7 % 2 * 100 + $0 % 5).5,\(Self.plain($0))" })
        #expect(
            number == ["column “l” alone tells the class of every row; if it is made from it, --ignore l"], "\(number)")
        let word = try Self.warnings("l,a,b", { "\($0 / 7 % 2 == 0 ? "no" : "yes"),\(Self.plain($0))" })
        #expect(word == ["column “l” alone tells the class of every row; if it is made from it, --ignore l"])
        // Of a number: the same in another unit.
        let unit = try Self.warnings(
            "l,a,b", { "\(Double($0 * $0 % 59) * 1.8 + 32),\(Self.plain($0))" }, target: { "\($0 * $0 % 59)" },
            change: { $0.targetKind = .number })
        #expect(
            unit == ["column “l” alone tells the target of every row; if it is made from it, --ignore l"], "\(unit)")
        let noisy = try Self.warnings(
            "l,a,b", { "\(Double($0 * $0 % 59) + ($0 % 2 == 0 ? 0.01 : 0)),\(Self.plain($0))" },
            target: { "\($0 * $0 % 59)" },
            change: { $0.targetKind = .number })
        #expect(noisy == [])
    }

    /// The same in the audit of a task that is here, column by column.
    @Test func theAuditSaysTheSame() throws {
        let text =
            "id,c,l,a,y\n"
            + (0..<60).map {
                "\(($0 * 37) % 60 + 1000),3,\($0 / 7 % 2 * 9 + $0 % 5).5,\($0 * 29 % 47).25,\($0 / 7 % 2)\n"
            }
            .joined()
        let details = DataAuditTests.details(try UserTaskTests.table(text).task)
        #expect(
            details.contains("constant-columns: 1 of 4: column 2")
                && details.contains("telling-columns: 1 of 4: column 3")
                && details.contains("identifier-columns: 1 of 4: column 1"), "\(details)")
        let repeated = "a,y\n" + (0..<60).map { "\($0 / 2),\($0 / 2 % 2)\n" }.joined()
        let kinds = DataAudit.findings(in: try UserTaskTests.table(repeated).task).map(\.kind)
        #expect(kinds.contains(.leak) && kinds.contains(.duplicates), "\(kinds)")
    }
}
