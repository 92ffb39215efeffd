import Testing

@testable import Formulas

@Suite struct FormulaTests {
    @Test func valuesAndSlopes() throws {
        // (formula, x, value, slope): computed by hand or by the identities beside them.
        let cases: [(String, Double, Double, Double)] = [
            ("x", 3, 3, 1),
            ("2 + 3 * x ^ 2", 2, 14, 12),
            ("-x^2", 3, -9, -6),
            ("2^-x", 1, 0.5, -0.346_573_590_279_972_6),
            ("x^2^3", 2, 256, 1024),
            ("x - 1 - 1", 5, 3, 1),
            ("8 / x / 2", 2, 2, -1),
            ("x > 0 ? x : 0.1 * x", 0, 0, 0.1),
            ("x >= 0 ? x : 0.1 * x", 0, 0, 1),
            ("(x < 1) ? x : 1", 1, 1, 0),
            ("x < -1 ? -1 : x > 1 ? 1 : x", 0.5, 0.5, 1),
            ("abs(x)", 0, 0, 0),
            ("abs(x)", -2, 2, -1),
            ("relu(x)", 0, 0, 0),
            ("max(x, 0)", 0, 0, 1),
            ("min(x, 3 * x)", -1, -3, 3),
            ("sqrt(x)", 4, 2, 0.25),
            ("x ^ 1.5", 0, 0, 0),
            ("log(x) + log1p(x)", 1, 0.693_147_180_559_945_3, 1.5),
            ("sigmoid(x)", 0, 0.5, 0.25),
            ("softplus(x)", 0, 0.693_147_180_559_945_3, 0.5),
            ("softplus(x)", 800, 800, 1),
            ("tanh(x)", 0, 0, 1),
            ("erf(x)", 0, 0, 1.128_379_167_095_512_6),
            ("sin(x) + cos(x) + atan(x)", 0, 1, 2),
            ("expm1(x)", 1e-10, 1e-10, 1.000_000_000_1),
            ("sign(x) * x", -3, 3, -1),
            ("x * tanh(softplus(x))", 1, 0.865_098_388_267_310_3, 1.049_036_220_099_792_2),
        ]
        for (text, x, value, slope) in cases {
            let formula = try Formula(text)
            let result = formula(x)
            #expect(abs(result.value - value) <= 1e-14 * max(1, abs(value)), "\(text) at \(x): \(result.value)")
            #expect(abs(result.slope - slope) <= 1e-13 * max(1, abs(slope)), "\(text) at \(x): slope \(result.slope)")
        }
    }

    @Test func slopesAreWhatDifferencesApproach() throws {
        let texts = [
            "x * tanh(softplus(x))", "x / (1 + abs(x))", "exp(-x^2) * sin(3 * x)", "atan(x)^3 / (1 + x^4)",
            "x > 0.1 ? log1p(x) : sigmoid(x) - 1", "erf(x) * cos(x) + expm1(x / 2)", "(2 + sin(x)) ^ (x / 3)",
            "sqrt(1 + x^2) - max(x, 0.3) * min(x, 2)", "1 / (1 + exp(-1.702 * x))",
        ]
        for text in texts {
            let formula = try Formula(text)
            for x in stride(from: -2.95, through: 3, by: 0.31) {
                let step = 1e-5
                let slope =
                    (8 * (formula(x + step).value - formula(x - step).value)
                        - (formula(x + 2 * step).value - formula(x - 2 * step).value)) / (12 * step)
                #expect(abs(formula(x).slope - slope) < 1e-8 * max(1, abs(slope)), "\(text) at \(x)")
            }
        }
    }

    @Test func oneFormulaHasOneText() throws {
        let same = [
            ["x*tanh(softplus(x))", " x * tanh( softplus (x) ) ", "(x)*(tanh((softplus(x))))"],
            ["x>0?x:0.10*x", "( x > 0 ) ? x : (1e-1 * x)", "x > 0 ? x : +0.1*x"],
            ["2-(x-1)", "2.0 - ( x - 1. )"], ["(x+1)*2", "(x + 1) * 2.00"], ["-(x^2)", "-x^2"],
            ["(x^2)^3", "((x)^2)^3"],
        ]
        for texts in same {
            let canonical = try texts.map { try Formula($0).text }
            #expect(Set(canonical).count == 1, "\(canonical)")
            // The canonical text reads as itself, and as the same function.
            let again = try Formula(canonical[0])
            #expect(again.text == canonical[0])
            #expect(try again(0.7) == Formula(texts[0])(0.7))
        }
        #expect(try Formula("2-(x-1)").text != Formula("2-x-1").text)
        let a = try Formula("a*x", constants: ["a": 1.5])
        #expect(a.text == "a*x" && a(2).value == 3)
        #expect(try a != Formula("a*x", constants: ["a": 2]))
    }

    @Test func errorsNameTheColumn() {
        let cases: [(String, FormulaError)] = [
            ("", .empty), ("   ", .empty), ("3 + 4", .isConstant),
            ("x +", .unexpected(found: "its end", column: 4, expected: "a number, a name or \"(\"")),
            ("x ** 2", .unexpected(found: "\"*\"", column: 3, expected: "a factor (powers are written with ^)")),
            ("(x", .unexpected(found: "its end", column: 3, expected: "an operator or \")\"")),
            ("x )", .unexpected(found: "\")\"", column: 3, expected: "an operator or the end")),
            ("x ? 1 : 2", .unexpected(found: "\"?\"", column: 3, expected: "an operator or the end")),
            ("min(x)", .wrongArguments(function: "min", column: 1, expected: 2, found: 1)),
            ("exp(x, 2)", .wrongArguments(function: "exp", column: 1, expected: 1, found: 2)),
            ("1e999 * x", .wrongNumber("1e999", column: 1)), ("1.2.3 * x", .wrongNumber("1.2.3", column: 1)),
        ]
        for (text, error) in cases { #expect(throws: error) { try Formula(text) } }
        #expect(throws: FormulaError.self) { try Formula("x + y") }
        #expect(throws: FormulaError.self) { try Formula("(x > 0) * x") }
        #expect(throws: FormulaError.self) { try Formula("exp") }
        #expect(throws: FormulaError.self) { try Formula("x", constants: ["x": 1]) }
        #expect(throws: FormulaError.self) { try Formula("x", constants: ["exp": 1]) }
        #expect(throws: FormulaError.self) { try Formula("a * x", constants: ["a": .infinity]) }
        #expect(throws: FormulaError.self) { try Formula("a * x", constants: ["a b": 1]) }
    }

    @Test func hostileFormulasEndWithAnError() {
        let many = 10_000
        let texts = [
            String(repeating: "(", count: many) + "x" + String(repeating: ")", count: many),
            String(repeating: "(", count: 200) + "x" + String(repeating: ")", count: 200),
            String(repeating: "-", count: 5000) + "x",
            String(repeating: "x+", count: 500_000) + "x",
            String(repeating: "x^", count: 3000) + "x",
            String(repeating: "exp(", count: 2000) + "x",
            String(repeating: "x>0?", count: 2000) + "x",
            (0..<2400).map { "sin(\($0)*x)" }.joined(separator: "*").prefix(9990) + "*x",
        ]
        for text in texts { #expect(throws: FormulaError.self) { try Formula(String(text)) } }
    }

    @Test func nothingIsTrapped() throws {
        // Divisions by zero, logarithms of negative numbers and deep powers give what IEEE arithmetic gives.
        for (text, x) in [
            ("1 / x", 0.0), ("log(x)", -1), ("sqrt(x)", -1), ("x^1000", 1e9), ("x^-1000", 0), ("(1/0) * x", 2),
            ("(0 - 2)^0.5 + x", 1), ("x^x^x^x", 9), ("exp(exp(exp(x)))", 9), ("0/0 + x", 1),
        ] {
            let result = try Formula(text)(x)
            #expect(!result.value.isFinite, "\(text) \(result)")
        }
    }

    @Test func mutationsNeverTrap() {
        var state: UInt64 = 20_261_125
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let seeds = ["x > 0 ? x : a * (exp(x) - 1)", "x * tanh(softplus(x))", "min(x, 3) ^ 2 / (1 + abs(x))"].map(
            Array.init)
        let pieces = Array("x()?:+-*/^<>=!.,0123456789eabs π\u{202E}é\n")
        var read = 0
        for _ in 0..<20_000 {
            var text = seeds[next(seeds.count)]
            for _ in 0...next(4) {
                let place = next(text.count)
                switch next(3) {
                case 0: text.remove(at: place)
                case 1: text.insert(pieces[next(pieces.count)], at: place)
                default: text[place] = pieces[next(pieces.count)]
                }
            }
            if let formula = try? Formula(String(text), constants: ["a": 1.5]) {
                read += 1
                _ = formula(0.5)
                #expect((try? Formula(formula.text, constants: ["a": 1.5]))?.text == formula.text, "\(formula.text)")
            }
        }
        #expect(read > 500)
    }

    @Test func kinks() throws {
        let clipped = try Formula("x < -1 ? -1 : x > 1.25 ? 1.25 : x").kinks
        #expect(clipped.count == 2 && abs(clipped[0] + 1) < 1e-14 && abs(clipped[1] - 1.25) < 1e-14)
        let both = try Formula("relu(x) + abs(x - 2)").kinks
        #expect(both.count == 2 && abs(both[0]) < 1e-300 && abs(both[1] - 2) < 1e-14, "\(both)")
        #expect(try Formula("tanh(x)").kinks.isEmpty)
    }
}
