import Formats
import Foundation
import Statistics
import Testing

@testable import Numbers

/// The numbers of users, against reference values of scipy and big integers, and against hostile files.
@Suite struct NumberReaderTests {
    private static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "StatisticsTests/Fixtures/statistics.json")

    private func cases(_ kind: String) throws -> [CanonicalJSON] {
        let text = try String(contentsOf: Self.fixture, encoding: .utf8)
        guard case .array(let cases)? = try CanonicalJSON(parsing: text)["cases"] else { return [] }
        let chosen = cases.filter { $0["kind"] == .string(kind) }
        try #require(!chosen.isEmpty)
        return chosen
    }

    private func read(_ text: String) throws -> NumberFile {
        try NumberReader.read(Array(text.utf8), file: "my.json").numbers
    }

    /// Everything that stands in `expected` stands in `found` under the same name, within a relative tolerance.
    private func compare(_ found: CanonicalJSON?, _ expected: CanonicalJSON, _ place: String) -> Int {
        switch expected {
        case .object(let members):
            return members.reduce(0) { $0 + compare(found?[$1.key], $1.value, place + "." + $1.key) }
        case .array(let values):
            guard case .array(let others)? = found, others.count == values.count else {
                Issue.record("\(place): \(found?.text ?? "nothing")")
                return 0
            }
            return zip(others, values).enumerated().reduce(0) {
                $0 + compare($1.element.0, $1.element.1, "\(place)[\($1.offset)]")
            }
        default:
            if let value = found?.doubleValue, let reference = expected.doubleValue {
                #expect(
                    abs(value - reference) <= max(1e-9 * abs(reference), 1e-15), "\(place): \(value), not \(reference)")
            } else {
                #expect(found == expected, "\(place)")
            }
            return 1
        }
    }

    @Test func everyPairedValueOfTheFixture() throws {
        var count = 0
        for item in try cases("wilcoxon_signed_rank") {
            let id = item["id"]?.stringValue ?? ""
            // Differences are given as x against zeros too.
            guard case .array(let d)? = item["d"] else { continue }
            let zeros = CanonicalJSON.array(d.map { _ in .integer(0) })
            let input: CanonicalJSON = ["x": item["x"] ?? .array(d), "y": item["y"] ?? zeros]
            guard case .pair(let pair) = try read(input.text) else { continue }
            var numbers = pair
            numbers.draws = 10
            let json = try PairReport(numbers).json
            count += compare(json["wilcoxon"], try #require(item["expected"]), id)
            count += compare(json["scipy_default"], try #require(item["scipy_1_17_1_default"]), id)
            #expect(json["zeros"] == item["zeros"] && json["ties"] == item["ties"], "\(id)")
        }
        #expect(count > 600)
    }

    @Test(arguments: [true, false])
    func differencesInBinaryAreTiesAndZerosInDecimal(_ asPair: Bool) throws {
        let item = try #require(try cases("wilcoxon_float_trap").first)
        guard case .array(let d)? = item["d"] else { return }
        let input: CanonicalJSON =
            asPair ? ["x": .array(d), "y": .array(d.map { _ in .integer(0) })] : ["d": .array(d)]
        guard case .pair(let pair) = try read(input.text) else { return }
        #expect(
            compare(
                try PairReport(pair).json["wilcoxon"]?["wilcox"]?["conditional_exact"], try #require(item["expected"]),
                "trap") > 5)
    }

    @Test func effectSizesAndBayes() throws {
        for item in try cases("effect_size") {
            guard case .pair(let pair) = try read(item.text) else { continue }
            #expect(compare(try PairReport(pair).json["effect_size"], try #require(item["expected"]), "effect") == 8)
        }
        for item in try cases("bayes_signed_rank") {
            guard case .array(let d)? = item["d"], case .array(let errors)? = item["expected"]?["standard_error"]
            else { continue }
            let zeros = CanonicalJSON.array(d.map { _ in .integer(0) })
            let input: CanonicalJSON = ["x": zeros, "y": .array(d), "rope": item["rope"] ?? 0]
            guard case .pair(let pair) = try read(input.text) else { continue }
            let json = try PairReport(pair).json
            for (name, error) in zip(["p_left", "p_rope", "p_right"], errors) {
                let value = try #require(json["bayes_signed_rank"]?[name]?.doubleValue)
                let expected = try #require(item["expected"]?[name]?.doubleValue)
                #expect(abs(value - expected) <= 5 * 1.5 * max(error.doubleValue ?? 0, 1e-5), "\(name)")
            }
        }
    }

    @Test func everyValueOfTables() throws {
        for item in try cases("friedman_nemenyi") {
            guard case .tables(let tables) = try read(item.text), let table = tables.first,
                case .object(var expected)? = item["expected"]
            else { continue }
            let json = try TableReport(table).json()
            for name in ["mean_ranks_high_is_1", "pairs"] {
                let reference = expected.removeValue(forKey: name)
                _ = compare(json[name], try #require(reference), name)
            }
            #expect(compare(json["friedman"], .object(expected), item["id"]?.stringValue ?? "") == 8)
        }
        for item in try cases("p_adjust") {
            guard case .pValues(let p) = try read(item.text) else { continue }
            _ = compare(try TableReport.json(adjusting: p), try #require(item["expected"]), "adjust")
        }
        guard case .array(let sizes)? = try cases("nemenyi_cd")[0]["expected"] else { return }
        for size in sizes {
            guard case .size(let methods, let tasks) = try read(size.text) else { continue }
            let json = TableReport.criticalDifferences(try NemenyiTest(methods: methods, tasks: tasks))
            let alpha = size["alpha"] == .number(0.05) ? "0.05" : "0.10"
            _ = compare(json[alpha]?["cd"], try #require(size["cd"]), "cd")
        }
    }

    @Test func tablesInCSV() throws {
        let text = "# mine\ntask,a,\"b, c\"\nt1,0.9,90/100\nt2,0.80,\nt3,1e-1,0.2\n"
        guard case .tables(let tables) = try read(text), let table = tables.first else {
            Issue.record("no table")
            return
        }
        #expect(table.methods == ["a", "b, c"] && table.tasks == ["t1", "t2", "t3"])
        #expect(table.scores[0][0]?.fraction == table.scores[0][1]?.fraction && table.scores[1][1] == nil)
        #expect(table.scores[2][0]?.fraction == (try Fraction(1, 10)))
        guard case .pair(let pair) = try read("x,y\n1,2\n3,1\n") else {
            Issue.record("no pair")
            return
        }
        #expect(pair.differences.values == [-1, 2])
    }

    @Test(arguments: [
        ("", "empty"), ("{", "line 1"), ("[1, 2]", "outermost"),
        ("{\"x\": [1], \"y\": [1, 2]}", "y: 2 values where x has 1"),
        ("{\"x\": [1]}", "y: missing"), ("{\"x\": [], \"y\": []}", "x: the list is empty"),
        ("{\"x\": [1, true], \"y\": [1, 2]}", "x, value 2"), ("{\"x\": [1, \"1/0\"], \"y\": [1, 2]}", "x, value 2"),
        ("{\"x\": [1, \"nan\"], \"y\": [1, 2]}", "x, value 2"), ("{\"x\": [1e999], \"y\": [1]}", "range of a double"),
        ("{\"x\": [1, null], \"y\": [1, 2]}", "x, value 2: null"), ("{\"x\": 3, \"y\": [1]}", "x: no list"),
        ("{\"x\": [1], \"y\": [2], \"rope\": -1}", "rope"), ("{\"x\": [1], \"y\": [2], \"mode\": \"R!\"}", "mode"),
        ("{\"x\": [1], \"y\": [2], \"draws\": 1e99}", "draws"), ("{\"x\": [1], \"x\": [2]}", "twice"),
        ("{\"scores\": [[1, 2], [3]]}", "scores, row 2"), ("{\"scores\": [[]]}", "scores, row 1"),
        ("{\"scores\": [[1, 2]], \"methods\": [\"a\"]}", "methods: 1 names"),
        ("{\"scores\": [[1, 2]], \"methods\": [\"a\", \"a\"]}", "twice"), ("{\"p\": [0.5, 1.5]}", "p, value 2"),
        ("{\"k\": 1, \"n_tasks\": 4}", "k"), ("{\"hello\": 1}", "nothing to compute"),
        ("a,b\n1,2,3\n", "line 2: 3 cells"), ("task,a\nt,x\n", "line 2, column \"a\""), ("1,2\n3,4\n", "header"),
        ("task,a,a\nt,1,2\n", "twice"), ("task,a,b\nt,1,2\nt,1,2\n", "twice"), ("a,b\n\"1,2\n", "line 2"),
        ("task,a,b\n", "no row"),
    ])
    func wrongFilesNameThePlace(_ text: String, _ hint: String) {
        let error = #expect(throws: NumbersError.self) { try read(text) }
        let message = error.map { "\($0)" } ?? ""
        #expect(message.contains(hint), "\(message)")
        #expect(!message.contains("\n") && message.hasPrefix("my.json"))
    }

    /// Any change of a good file gives numbers or one of the errors with a name, never a trap.
    @Test func mutatedFilesNeverTrap() throws {
        let seeds = [
            "{\"x\": [0.5, 0.75, \"3/4\"], \"y\": [0.25, 0.5, 1], \"rope\": 0.01, \"draws\": 10}",
            "{\"methods\": [\"a\", \"b\"], \"scores\": [[1, 2], [3, null], [4, 5]]}", "task,a,b\nt,1,2\nu,3,4\n",
            "# task,a,b\nt,95.1±0.3%,94.8%\nu,1%,\"1,5\"\n", "[[1, 2], [3, 4]]", "{\"a\": [1, 2], \"b\": [3, null]}",
            "task,method,seed,acc\nt,a,1,0.5\nt,a,2,0.6\nt,b,1,0.7\nt,b,2,0.8\n",
            "task,method,split_index,test_metric,test_value,test_correct,test_total\nt,a,0,auc,0.5,1,2\nt,b,0,auc,0.6,,\n",
        ]
        var state: UInt64 = 5
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        for round in 0..<800 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0...random(3) {
                let place = random(bytes.count)
                switch random(3) {
                case 0: bytes[place] = UInt8(random(256))
                case 1:
                    bytes.insert(contentsOf: Array(["9", "\"", ",", "[", "-", "e9", "\n"][random(7)].utf8), at: place)
                default: if bytes.count > 2 { bytes.remove(at: place) }
                }
            }
            do {
                switch try NumberReader.read(bytes, file: "m").numbers {
                case .pair(var pair):
                    pair.draws = 2
                    _ = try PairReport(pair).json.indentedText
                case .tables(let tables):
                    for table in tables { _ = try TableReport(table).json().indentedText }
                case .pValues(let p): _ = try TableReport.json(adjusting: p)
                case .size: break
                }
            } catch is NumbersError {
            } catch is StatisticsError {}
        }
    }
}
