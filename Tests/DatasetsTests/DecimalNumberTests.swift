import Foundation
import Testing

@testable import Datasets

@Suite("Decimal numbers")
struct DecimalNumberTests {
    /// The value of a whole text, nil where it is no number, infinity where it is too large.
    private func parse(_ text: String) -> Float? {
        Array(text.utf8).withUnsafeBytes { bytes in
            switch DecimalNumber.parse(bytes, from: 0, to: bytes.count) {
            case .number(let value, let end): end == bytes.count ? value : nil
            case .tooLarge: .infinity
            case .notANumber: nil
            }
        }
    }

    /// Compares with the C library's strtof, which rounds correctly.
    private func agrees(_ text: String) -> Bool {
        guard let value = parse(text) else { return false }
        let expected = strtof(text, nil)
        return value.magnitude == .infinity ? expected.magnitude == .infinity : value.bitPattern == expected.bitPattern
    }

    @Test(arguments: [
        "0", "-0", "0.0", "1", "-1", "+2.5", ".5", "5.", "-.25e1", "1e0", "1E+2", "1e-45", "1.4e-45", "7e-46", "1e-400",
        "3.4028235e38", "3.4028236e38", "3.4028235677973366e38", "1e39", "1e400", "1e-38", "1.17549435e-38",
        "0e999999999",
        "16777217", "16777219", "33554434.999999999999999999", "9007199254740993", "18446744073709551616",
        "123456789012345678901234567890", "0.000000000000000000000000000000000000000000001",
        // Half way between two floats, and a little beside it.
        "1.000000059604644775390625", "1.0000000596046447753906250000000000000001", "1.00000005960464477539062",
        "0.1", "-3.7e-16", "23.6805", "1e22", "1e23", "5e-324", "1e-22", "1e-23",
    ])
    func borders(text: String) {
        #expect(agrees(text))
    }

    @Test(arguments: [
        "", "-", "+", ".", "e5", "1e", "1e+", "--1", "1.2.3", "0x10", "1_0", "nan", "inf", "1,5", " 1", "1 ", "１",
    ])
    func refused(text: String) {
        #expect(parse(text) == nil)
    }

    @Test func generatedAgreeWithStrtof() {
        var generator = SeededGenerator(seed: 1)
        var wrong: [String] = []
        for _ in 0..<200_000 {
            var text = Bool.random(using: &generator) ? "-" : ""
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                text += String(Int.random(in: 0...9, using: &generator))
            }
            if Bool.random(using: &generator) {
                text += "."
                for _ in 0..<Int.random(in: 0...12, using: &generator) {
                    text += String(Int.random(in: 0...9, using: &generator))
                }
            }
            if Bool.random(using: &generator) { text += "e\(Int.random(in: -60...45, using: &generator))" }
            if !agrees(text) { wrong.append(text) }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    @Test func halfWayCasesAgreeWithStrtof() {
        // Doubles exactly half way between two floats, printed in full: rounding twice would decide them wrongly when a
        // digit is added far behind.
        var generator = SeededGenerator(seed: 2)
        var wrong: [String] = []
        for _ in 0..<20_000 {
            let bits = UInt32.random(in: 0x3000_0000...0x4F00_0000, using: &generator)
            let low = Float(bitPattern: bits)
            let middle = (Double(low) + Double(low.nextUp)) / 2
            let text = String(format: "%.60f", middle)
            for variant in [text, text + "1", String(format: "%.17g", middle)] where !agrees(variant) {
                wrong.append(variant)
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }
}
