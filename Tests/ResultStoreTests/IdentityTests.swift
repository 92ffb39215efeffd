import Formats
import Foundation
import Testing

@testable import ResultStore

@Suite struct IdentityTests {
    /// RFC 8785, appendix B, by bit pattern.
    @Test(
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"), (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"), (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"), (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"), (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"), (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"), (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"), (0x41b3_de43_5555_5555, "333333333.3333333"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"), (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
            (0x7fff_ffff_ffff_ffff, "null"), (0x7ff0_0000_0000_0000, "null"),
        ] as [(UInt64, String)])
    func numbersAreWrittenAsECMAScriptDoes(_ bits: UInt64, _ text: String) {
        #expect(CanonicalJSON.number(Double(bitPattern: bits)).text == text)
    }

    @Test func anyNumberReadsBackAsItself() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            #expect(try CanonicalJSON(parsing: CanonicalJSON.number(value).text).doubleValue == value)
        }
    }

    /// The example of RFC 8785, section 3.2.
    @Test func anObjectHasOneText() throws {
        let source = #"""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """#
        let expected =
            #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
            + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
        #expect(try CanonicalJSON(parsing: source).text == expected)
    }

    /// The order of RFC 8785, section 3.2.3: by UTF-16 code units, so that a pair of surrogates precedes U+FB33.
    @Test func namesStandInTheOrderOfTheirUTF16CodeUnits() {
        let names = ["\u{20ac}", "\r", "\u{fb33}", "1", "\u{1f600}", "\u{80}", "\u{f6}"]
        let object = CanonicalJSON.object(Dictionary(uniqueKeysWithValues: names.map { ($0, .null) }))
        let order = ["\\r", "1", "\u{80}", "\u{f6}", "\u{20ac}", "\u{1f600}", "\u{fb33}"]
        #expect(object.text == "{" + order.map { "\"\($0)\":null" }.joined(separator: ",") + "}")
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1,", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "01", "1.", ".5", "1e", "+1",
        "nul", "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\n\"", "1 2", "1e999", "NaN",
        String(repeating: "[", count: 5000), String(repeating: "{\"a\":", count: 5000),
    ])
    func saysWhatIsNoJSON(_ text: String) {
        #expect(throws: CanonicalJSONError.self) { _ = try CanonicalJSON(parsing: text) }
    }

    @Test func anyBytesAreReadOrRefused() throws {
        let seed = Array(#"{"a":[1,-2.5e3,"\u00e4\ud83d\ude00",null,true],"b":{"c":""}}"#.utf8)
        var generator = SeededGenerator(seed: 17)
        for _ in 0..<5000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let value = try? CanonicalJSON(parsing: text) else { continue }
            #expect(try CanonicalJSON(parsing: value.text).text == value.text)
        }
    }

    @Test func theIdentityIsCanonicalAndTheHashIsItsDigest() throws {
        let unit = Sample.unit()
        #expect(try CanonicalJSON(parsing: unit.identity).text == unit.identity)
        #expect(SHA256.digest(of: unit.identity).description == unit.hash)
        #expect(
            unit.identity.hasPrefix(
                #"{"hyperparameters":{"dropout_rate":0.05,"form":"rectangular","hidden_units":256,"layers":8,"#
                    + #""learning_rate":0.01},"identity":1,"method":""#))
    }

    /// The hash of one fixed unit: if it changes, every result so far loses its name.
    @Test func theHashOfAUnitStaysWhatItWas() {
        #expect(Sample.unit().hash == "3eb9423c9874c35d49b38a35a983a7dfd493ce22a10d96b0c8fe84e2ba0b9d71")
    }

    @Test func everyPartOfAUnitIsPartOfItsHash() {
        let split = Sample.split(Sample.iris)
        func unit(
            split: SplitRecord = split, definition: CanonicalJSON = ["activation": "selu"], name: String = "snn",
            values: [String: CanonicalJSON] = ["layers": 2], rule: CanonicalJSON = ["epochs": 100], seed: Int64 = 1,
            numerics: Int = 1
        ) -> String {
            UnitRecord(
                split: split, protocolRecord: ProtocolRecord(name: "paper", definition: rule),
                configuration: ConfigurationRecord(
                    method: MethodRecord(name: name, definition: definition), hyperparameters: values),
                seed: seed, numericsVersion: numerics
            ).hash
        }
        let otherTask = SplitRecord(
            task: Sample.wine, index: split.index, digest: split.digest, trainingRows: split.trainingRows,
            validationRows: split.validationRows, testRows: split.testRows)
        let otherIndex = SplitRecord(
            task: split.task, index: 1, digest: split.digest, trainingRows: split.trainingRows,
            validationRows: split.validationRows, testRows: split.testRows)
        let hashes = [
            unit(), unit(split: otherTask), unit(split: otherIndex), unit(split: Sample.split(Sample.iris, index: 1)),
            unit(definition: ["activation": "relu"]), unit(name: "mine"), unit(values: ["layers": 3]),
            unit(values: ["layers": 2, "units": 8]), unit(rule: ["epochs": 99]), unit(seed: 2), unit(numerics: 2),
        ]
        #expect(Set(hashes).count == hashes.count)
        #expect(unit(values: ["layers": .number(2)]) == unit())
    }

    @Test func everyNumberOfAResultIsPartOfItsDigest() {
        let base = SmallBenchmark.attempt(Sample.unit(), validation: 20, test: 30, seconds: 1)
        var digests = [base.resultDigest]
        func vary(_ change: (inout AttemptRecord) -> Void) {
            var copy = base
            change(&copy)
            digests.append(copy.resultDigest)
        }
        vary { $0.outcome = .diverged }
        vary { $0.epochsCompleted = 4 }
        vary { $0.steps = 31 }
        vary { $0.weightsDigest = nil }
        vary { $0.epochs.removeLast() }
        vary { $0.epochs[1].epoch = 7 }
        vary { $0.epochs[1].trainingLoss = 0.5.nextUp }
        vary { $0.epochs[1].trainingLoss = nil }
        vary { $0.epochs[1].validationLoss = 0.1 }
        vary { $0.epochs[1].validationCorrect = 1 }
        vary { $0.epochs[1].testLoss = 0.1 }
        vary { $0.epochs[1].testCorrect = 1 }
        vary { $0.epochs[1].validationAUC = 0.1 }
        vary { $0.epochs[1].testAUC = 0.1 }
        vary { $0.metrics.removeLast() }
        vary { $0.metrics[0].name = "loss" }
        vary { $0.metrics[0].part = .training }
        vary { $0.metrics[0].value = 0.1 }
        vary { $0.metrics[0].correct = 1 }
        vary { $0.metrics[0].total = 99 }
        vary { $0.metrics[0].epoch = 1 }
        #expect(Set(digests).count == digests.count)
        var other = base
        other.startedAt = .distantPast
        other.seconds = 99
        other.message = "on another machine"
        other.epochs.reverse()
        other.metrics.reverse()
        #expect(other.resultDigest == base.resultDigest)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400.5, "2000-02-29T00:00:00.500Z"),
        (1_795_000_000, "2026-11-18T11:06:40.000Z"), (-1, "1969-12-31T23:59:59.000Z"),
        (253_402_300_799.999, "9999-12-31T23:59:59.999Z"), (1e300, "9999-12-31T23:59:59.999Z"),
        (-1e300, "0001-01-01T00:00:00.000Z"), (.nan, "0001-01-01T00:00:00.000Z"),
    ])
    func timesAreISO8601(_ seconds: Double, _ text: String) {
        #expect(Timestamp.text(Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test func anyTimeReadsBackToTheMillisecond() throws {
        var generator = SeededGenerator(seed: 23)
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        for _ in 0..<500 {
            let milliseconds = Int64.random(in: -62_135_596_800_000...253_402_300_799_999, using: &generator)
            let text = Timestamp.text(Date(timeIntervalSince1970: Double(milliseconds) / 1000))
            let back = try #require(Timestamp.date(text))
            #expect(Timestamp.text(back) == text)
            #expect((back.timeIntervalSince1970 * 1000).rounded() == Double(milliseconds))
            // Foundation's formatter goes over to the Julian calendar before 1582.
            if milliseconds > -12_000_000_000_000 { #expect(formatter.date(from: text) == back) }
        }
        for text in ["", "2026-11-21", "2026-13-01T00:00:00.000Z", "2026-1a-01T00:00:00.000Z", "x"] {
            #expect(Timestamp.date(text) == nil)
        }
    }
}
