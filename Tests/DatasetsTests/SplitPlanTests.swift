import Testing

@testable import Datasets

/// Every way to divide rows leaves disjoint parts that together are what was asked for.
@Suite struct SplitPlanTests {
    private static let rows = 120

    /// A table with a group, a time, a part and a fold a row, and three classes.
    private static func table(_ change: (inout SplitPlan) -> Void) throws -> [Split] {
        var text = "x,patient,day,part,fold,y\n"
        for row in 0..<rows {
            let part = ["train", "Test", "train", "VALID", "train"][row % 5]
            text += "\(row * row % 31).5,p\(row * 7 % 23),2026-01-\(10 + row % 17),\(part),\(row % 6 + 1),c\(row % 3)\n"
        }
        return try UserTaskTests.table(text) {
            change(&$0.plan)
            let used = $0.plan.columns + [$0.plan.group, $0.plan.time].compactMap { $0 }
            $0.ignored = ["patient", "day", "part", "fold"].filter { !used.contains($0) }
        }.splits
    }

    private static func isProper(_ split: Split) -> Bool {
        let all = split.training + split.validation + split.test
        return Set(all).count == all.count && all.allSatisfy { (0..<rows).contains($0) }
            && !split.training.isEmpty && !split.validation.isEmpty && !split.test.isEmpty
    }

    @Test func drawnSizes() throws {
        let splits = try Self.table {
            $0.count = 5
            $0.test = .rows(30)
            $0.validation = .rows(12)
        }
        #expect(splits.count == 5 && splits.allSatisfy(Self.isProper))
        #expect(splits.allSatisfy { $0.test.count == 30 && $0.validation.count == 12 && $0.training.count == 78 })
        #expect(splits.allSatisfy { split in (0..<3).allSatisfy { c in split.test.count { $0 % 3 == c } == 10 } })
        let free = try Self.table {
            $0.isStratified = false
            $0.test = .rows(30)
        }
        #expect(free.allSatisfy(Self.isProper))
        #expect(free.contains { split in (0..<3).contains { c in split.test.count { $0 % 3 == c } != 10 } })
    }

    @Test(arguments: [3, 7, 10]) func foldsTestEachRowOnce(_ folds: Int) throws {
        for validation in [nil, SplitPlan.Size.share(0.2)] {
            let splits = try Self.table {
                $0.folds = folds
                $0.count = 2
                $0.validation = validation
            }
            #expect(splits.map(\.index) == Array(0..<(2 * folds)) && splits.allSatisfy(Self.isProper))
            for repeated in [splits.prefix(folds), splits.suffix(folds)] {
                #expect(repeated.flatMap(\.test).sorted() == Array(0..<Self.rows))
            }
            #expect(splits[0].test != splits[folds].test)
            #expect(splits.allSatisfy { $0.training.count + $0.validation.count + $0.test.count == Self.rows })
        }
    }

    @Test func groupsStayTogether() throws {
        let group = { (row: Int) in row * 7 % 23 }
        let drawn = try Self.table { $0.group = "patient" }
        let folded = try Self.table {
            $0.group = "patient"
            $0.folds = 5
            $0.count = 1
        }
        #expect(drawn.count == 4 && folded.count == 5)
        for split in drawn + folded {
            #expect(Self.isProper(split))
            #expect(Self.groupsAreWhole(split, group))
        }
        #expect(folded.flatMap(\.test).sorted() == Array(0..<Self.rows))
        #expect(drawn.allSatisfy { (25...40).contains($0.test.count) })
        #expect(throws: DatasetError.self) {
            try Self.table {
                $0.group = "patient"
                $0.folds = 24
            }
        }
    }

    private static func groupsAreWhole(_ split: Split, _ group: (Int) -> Int) -> Bool {
        let groups = [split.training, split.validation, split.test].map { Set($0.map(group)) }
        return groups[0].isDisjoint(with: groups[1]) && groups[0].isDisjoint(with: groups[2])
            && groups[1].isDisjoint(with: groups[2])
    }

    /// A share for validation is drawn in whole groups, and folds of the table's own have one too.
    @Test func foldsDrawValidationRows() throws {
        for folds in [2, 5] {
            let splits = try Self.table {
                ($0.group, $0.folds, $0.count, $0.validation) = ("patient", folds, 2, .share(0.3))
            }
            #expect(splits.map(\.index) == Array(0..<(2 * folds)) && splits.allSatisfy(Self.isProper))
            for split in splits {
                #expect(Self.groupsAreWhole(split) { $0 * 7 % 23 })
                let wanted = 0.3 * Double(Self.rows - split.test.count)
                #expect((wanted.rounded()..<wanted + 6).contains(Double(split.validation.count)))
            }
        }
        let own = try Self.table { ($0.columns, $0.validation) = (["fold"], .rows(30)) }
        #expect(own.count == 6 && own.allSatisfy { Self.isProper($0) && $0.validation.count == 30 })
        #expect(throws: DatasetError.self) { try Self.table { ($0.columns, $0.validation) = (["part"], .share(0.3)) } }
    }

    @Test func timesDoNotOverlap() throws {
        let day = { (row: Int) in row % 17 }
        for count in [1, 3] {
            let splits = try Self.table {
                $0.time = "day"
                $0.count = count
                $0.test = .share(0.2)
            }
            #expect(splits.count == count)
            for split in splits {
                #expect(Self.isProper(split))
                let days = [split.training, split.validation, split.test].map { $0.map(day) }
                #expect((days[0].max() ?? 0) < (days[1].min() ?? 0) && (days[1].max() ?? 0) < (days[2].min() ?? 0))
            }
            #expect(splits.last?.test.map(day).max() == 16)
            #expect(Set(splits.flatMap(\.test)).count == splits.reduce(0) { $0 + $1.test.count })
        }
    }

    @Test func columnsOfPartsAndFolds() throws {
        let splits = try Self.table { $0.columns = ["part", "fold"] }
        #expect(splits.count == 7 && splits.allSatisfy(Self.isProper) && splits.map(\.index) == Array(0..<7))
        #expect(splits[0].test == (0..<Self.rows).filter { $0 % 5 == 1 })
        #expect(splits[0].validation == (0..<Self.rows).filter { $0 % 5 == 3 })
        for fold in 0..<6 {
            #expect(splits[1 + fold].test == (0..<Self.rows).filter { $0 % 6 == fold })
            #expect(splits[1 + fold].validation == (0..<Self.rows).filter { $0 % 6 == (fold + 5) % 6 })
        }
        #expect(throws: DatasetError.self) { try Self.table { $0.columns = ["patient", "y"] } }
    }

    @Test func filesAsParts() throws {
        func file(_ rows: Range<Int>, _ part: SplitPart, turned: Bool = false) throws -> TableFile {
            let text = turned ? "y,x\n" : "x,y\n"
            let lines = rows.map { turned ? "\($0 % 2),\($0).5\n" : "\($0).5,\($0 % 2)\n" }
            return try TableFile(
                NamedBytes(name: "\(part).csv", bytes: Array((text + lines.joined()).utf8)), part: part)
        }
        var options = TableOptions()
        options.targets = ["y"]
        let two = try TableReader.read(
            [file(0..<20, .training), file(20..<30, .test, turned: true)], name: UserTaskTests.name, options: options)
        #expect(two.splits.count == 1 && two.splits[0].test == Array(20..<30) && two.splits[0].validation.count == 3)
        #expect(two.task.features.values == (0..<30).map { Float($0) + 0.5 })
        let three = try TableReader.read(
            [file(0..<20, .training), file(30..<35, .validation), file(20..<30, .test)], name: UserTaskTests.name,
            options: options)
        #expect(three.splits[0].validation == Array(20..<25) && three.splits[0].test == Array(25..<35))
        for change in [
            { $0.folds = 5 }, { $0.columns = ["x"] },
        ] as [(inout SplitPlan) -> Void] {
            var wrong = options
            change(&wrong.plan)
            #expect(throws: DatasetError.self) {
                try TableReader.read(
                    [file(0..<20, .training), file(20..<30, .test)], name: UserTaskTests.name, options: wrong)
            }
        }
        let other = try TableFile(NamedBytes(name: "o.csv", bytes: Array("x,z\n1,2\n".utf8)), part: .test)
        #expect(throws: DatasetError.self) {
            try TableReader.read([file(0..<20, .training), other], name: UserTaskTests.name)
        }
    }
}
