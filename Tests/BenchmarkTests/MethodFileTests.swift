import Datasets
import Formats
import Foundation
import Kernels
import Networks
import Testing
import Traces

@testable import Benchmark

/// Methods and grids from files: what they mean, what is refused and how it is said.
@Suite struct MethodFileTests {
    static let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "examples")

    static let full = """
        // A comment, and everything that a file can say.
        {
            name: "my-method",
            "activation": 'leaky_relu', /* one of nine */
            initialization: "lecun",
            normalization: "batch",
            normalization_place: "after_activation",
            connection: "residual",
            dropout: "alpha",
            grid: {
                hidden_units: [128, 0x40],
                layers: 2,
                learning_rates: [.01, 1e-1],
                dropout_rates: [0, 0.05],
                forms: ["rectangular", "diavolo"],
                bottlenecks: [0.25],
                l2_penalties: [0, 0.001,],
            },
        }
        """

    static func method(_ text: String) throws(SettingsError) -> MethodFile {
        try MethodFile(
            SettingsFile(path: "my.json5", data: Data(text.utf8)), besides: MethodDefinition.builtIn.map(\.name))
    }

    static func grid(_ text: String) throws(SettingsError) -> GridFile {
        try GridFile(SettingsFile(path: "my.json5", data: Data(text.utf8)), methods: MethodDefinition.builtIn)
    }

    /// Convolutions with their defaults; the stored form has every value, and reads back.
    @Test func convolutions() throws {
        let file = try Self.method(
            """
            { name: "images", activation: "selu", convolution: [
                { conv: 32, kernel: 5, padding: 2 }, { pool: 2 }, { conv: 8, kernel: 3 }, { pool: 3, stride: 2 }] }
            """)
        #expect(
            file.definition.convolution == [
                .convolution(outputs: 32, kernel: 5, padding: 2), .pooling(size: 2, stride: 2),
                .convolution(outputs: 8, kernel: 3, padding: 0), .pooling(size: 3, stride: 2),
            ])
        let stored = CanonicalJSON.object(file.definition.recordedValues).text
        #expect(stored.contains(#""convolution":[{"conv":32,"kernel":5,"padding":2},{"pool":2,"stride":2},"#))
        #expect(try MethodDefinition(name: "images", definition: stored) == file.definition)
        #expect(!CanonicalJSON.object(MethodDefinition.snn.recordedValues).text.contains("convolution"))
    }

    @Test(arguments: [
        ("{ conv: 4 }", "kernel is missing in convolution.0; it is a whole number from 1 to 64"),
        ("{ conv: 0, kernel: 3 }", "conv is the number 0; allowed is a whole number from 1 to 4096"),
        ("{ conv: 4, kernel: 1.5 }", "kernel is the number 1.5"), ("{ conv: 4, kernel: 3, stride: 2 }", "stride 1"),
        ("{ pool: 2, padding: 1 }", "no padding"), ("{ pool: 2, conv: 3 }", "a layer is"), ("{ }", "a layer is"),
        ("{ pol: 2 }", "did you mean pool?"), ("7", "it is an object"),
    ])
    func wrongConvolutions(_ layer: String, _ hint: String) {
        do throws(SettingsError) {
            _ = try Self.method("{ name: \"images\", activation: \"selu\",\n convolution: [\(layer)] }")
            Issue.record("was read")
        } catch {
            #expect(error.description.contains(hint) && error.line == 2, "\(error)")
        }
    }

    @Test(arguments: [
        ("connection: \"residual\"", "connection plain"), ("normalization: \"layer\"", "normalization none"),
    ])
    func convolutionsArePlain(_ field: String, _ hint: String) {
        do throws(SettingsError) {
            _ = try Self.method("{ name: \"images\", activation: \"selu\", \(field), convolution: [{ pool: 2 }] }")
            Issue.record("was read")
        } catch {
            #expect(error.description.contains(hint), "\(error)")
        }
    }

    /// A study of convolutions on features that are no images is refused before anything is trained.
    @Test func convolutionsNeedImages() throws {
        let method = try Self.method("{ name: \"images\", activation: \"selu\", convolution: [{ pool: 2 }] }")
            .definition
        let task = try SampleSuite.task(#require(TaskName("sample/iris")))
        let study = try StudyDescription(
            tasks: [StudyDescription.TaskChoice(task.name)], methods: [method], grid: .quick)
        do {
            _ = try study.study(of: [task])
            Issue.record("was made")
        } catch {
            #expect("\(error)".contains("images has convolutions, which need a task of images"), "\(error)")
        }
    }

    @Test func everything() throws {
        let file = try Self.method(Self.full)
        #expect(
            file.definition
                == MethodDefinition(
                    name: "my-method", activation: .leakyRelu, initialization: .lecun, normalization: .batch,
                    normalizationPlace: .afterActivation, connection: .residual, dropout: .alpha))
        #expect(
            file.axes
                == GridAxes(
                    hiddenUnits: [128, 64], layers: [2], learningRates: [0.01, 0.1], dropoutRates: [0, 0.05],
                    forms: [.rectangular, .diavolo], bottlenecks: [0.25], l2Penalties: [0, 0.001]))
        #expect(file.axes?.configurations.count == 32 && file.axes?.count == 32)
    }

    @Test func whatIsLeftOutIsWhatMostMethodsShare() throws {
        let file = try Self.method(#"{"name": "m", "activation": "relu"}"#)
        var expected = MethodDefinition.msra
        expected.name = "m"
        #expect(file.definition == expected && file.axes == nil)
        let highway = try Self.method(
            "{name: 'h', activation: 'tanh', connection: 'highway', grid: {layers: [2], learning_rates: 0.1}}")
        #expect(
            highway.axes?.configurations == [Hyperparameters(hiddenUnits: nil, layers: 2, learningRate: 0.1, form: nil)]
        )
    }

    @Test(arguments: Activation.allCases)
    func everyActivation(_ activation: Activation) throws {
        #expect(
            try Self.method("{name: 'm', activation: '\(activation.rawValue)'}").definition.activation == activation)
    }

    /// A change of the text, the line that the message names, and what it says.
    @Test(arguments: [
        ("name: \"my-method\",", "", 2, "name is missing"),
        ("\"my-method\"", "\"snn\"", 3, "there is a method \"snn\" already"),
        ("\"my-method\"", "\"all\"", 3, "already"), ("\"my-method\"", "\"my method\"", 3, "letters, digits"),
        ("\"my-method\"", "\"\"", 3, "1 to 60"), ("\"my-method\"", "7", 3, "name is the number 7; it is a text"),
        ("\"my-method\"", "my-method", 3, "texts stand in quotes"),
        ("'leaky_relu'", "'leakyrelu'", 4, "allowed are identity, relu, selu, elu, leaky_relu, gelu, silu, tanh"),
        ("'leaky_relu'", "null", 4, "activation is null"),
        ("\"activation\": 'leaky_relu',", "", 2, "activation is missing"),
        ("initialization:", "initialisation:", 5, "did you mean initialization?"),
        ("\"lecun\"", "\"kaiming\"", 5, "allowed are lecun, msra"),
        ("\"batch\"", "\"instance\"", 6, "allowed are none, batch, layer, weight"),
        ("\"batch\"", "\"weight\"", 7, "for normalization batch and layer only"),
        ("\"after_activation\"", "\"after\"", 7, "before_activation, after_activation"),
        ("\"residual\"", "\"dense\"", 8, "allowed are plain, highway, residual"),
        ("\"residual\"", "\"highway\"", 6, "highway layers have no normalization"),
        ("\"residual\"", "\"plain\"", 16, "bottlenecks are for residual networks only"),
        ("\"alpha\"", "\"gaussian\"", 9, "allowed are none, standard, alpha"),
        ("\"alpha\"", "\"none\"", 14, "leave the rates out"),
        ("[128, 0x40]", "[128, 0]", 11, "a whole number from 1 to 16384"),
        ("[128, 0x40]", "[128, -4]", 11, "holds the number -4"), ("[128, 0x40]", "[1.5]", 11, "the number 1.5"),
        ("[128, 0x40]", "[128, 128]", 11, "the number 128 twice"), ("[128, 0x40]", "[]", 11, "an empty list"),
        ("[128, 0x40]", "\"many\"", 11, "the text \"many\""), ("[128, 0x40]", "[1e30]", 11, "from 1 to 16384"),
        ("hidden_units: [128, 0x40],", "", 10, "hidden_units is missing in grid"),
        ("layers: 2", "layers: 0", 12, "from 1 to 1024"), ("layers: 2", "layer: 2", 12, "did you mean layers?"),
        ("[.01, 1e-1]", "[0]", 13, "above 0"), ("[.01, 1e-1]", "[Infinity]", 13, "above 0"),
        ("[.01, 1e-1]", "[NaN]", 13, "above 0"), ("[.01, 1e-1]", "[true]", 13, "true; allowed"),
        ("[0, 0.05]", "[0, 1]", 14, "from 0 and below 1"), ("[0, 0.05]", "[\n0,\n2]", 16, "the number 2"),
        ("\"diavolo\"", "\"conic\"", 15, "not conic; allowed are rectangular, diavolo"),
        ("[0.25]", "[0]", 16, "above 0 and at most 1"), ("[0, 0.001,]", "[-1]", 17, "from 0"),
        ("grid: {", "grid: [", 11, "is no value; texts stand in quotes"),
        ("2,\n", "2\n", 13, "a comma or } is missing"),
        ("layers: 2", "layers 2", 12, "a colon is missing"), ("/* one of nine */", "/* one", 4, "does not end"),
        ("'leaky_relu'", "'leaky_relu", 4, "a quote is not closed"),
        ("dropout:", "name:", 9, "\"name\" is there twice"),
        ("grid: {", "grid: 5, x: {", 10, "there is no value \"x\""),
    ])
    func wrongFields(_ old: String, _ new: String, _ line: Int, _ hint: String) {
        let text = Self.full.replacing(old, with: new, maxReplacements: 1)
        #expect(text != Self.full)
        do {
            _ = try Self.method(text)
            Issue.record("was read: \(new)")
        } catch {
            #expect(error.line == line, "\(error)")
            #expect(error.description.contains(hint), "\(error)")
            #expect(error.description.hasPrefix("my.json5, line \(line): ") && !error.description.contains("\n"))
        }
    }

    @Test(arguments: [
        "", "{", "[]", "7", "null", "\u{0}", "{}}", "{a", "{a:", "{a:1", "// only a comment", "{name: \"a\\",
    ])
    func textsThatAreNone(_ text: String) {
        #expect(throws: SettingsError.self) { try Self.method(text) }
        #expect(throws: SettingsError.self) { try Self.grid(text) }
    }

    @Test func numbersOfJSON5() {
        func isNumber(_ text: String) -> Bool {
            var reader = JSONReader(Array(text.utf8), dialect: .json5)
            return (try? reader.number()) != nil && (try? reader.end()) != nil
        }
        for text in [
            "0", "-0", "+1", "10", ".5", "5.", "5.e1", "1e5", "1E-5", "-1.5e+10", "0x1F", "-0Xa", "Infinity", "-NaN",
        ] {
            #expect(isNumber(text), "\(text)")
        }
        for text in [
            "", "-", ".", "+.", "01", "1e", "1e-", "1e+", ".e1", "0x", "0xg", "1..2", "1-1", "--1", "1e5.5", "e5",
            "1_000", "inf",
        ] {
            #expect(!isNumber(text), "\(text)")
        }
    }

    @Test func filesThatCannotBeRead() throws {
        #expect(
            throws: SettingsError(file: "/missing", line: nil, problem: "there is no such file", kind: .inputOutput)
        ) {
            try MethodFile(path: "/missing")
        }
        #expect(throws: SettingsError(file: "/tmp", line: nil, problem: "it is a folder", kind: .inputOutput)) {
            try MethodFile(path: "/tmp")
        }
        #expect(throws: SettingsError.self) {
            try SettingsFile(path: "x", data: Data([0xFF, 0xFE, 0x7B]))
        }
        #expect(throws: SettingsError.self) { try SettingsFile(path: "x", data: Data(count: 2 << 20)) }
        let deep = String(repeating: "[", count: 200_000)
        #expect(throws: SettingsError.self) { try SettingsFile(path: "x", data: Data("{a:\(deep)".utf8)) }
    }

    /// Small changes of good files: read, or refused in one line; never a trap.
    @Test func mutations() {
        var generator = SplitMix(seed: 3)
        let grid = (try? String(contentsOf: Self.examples.appending(path: "grids/depth.json5"), encoding: .utf8)) ?? ""
        var refused = 0
        for round in 0..<1500 {
            var bytes = Array((round % 2 == 0 ? Self.full : grid).utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
                case 1:
                    bytes[position] =
                        Array("{}[]:,'\"\\/*-+.0123456789eENI\n".utf8).randomElement(using: &generator) ?? 0
                case 2: bytes.remove(at: position)
                default: bytes.insert(bytes[position], at: position)
                }
            }
            do throws(SettingsError) {
                let settings = try SettingsFile(path: "my.json5", data: Data(bytes))
                if round % 2 == 0 {
                    let file = try MethodFile(settings, besides: [])
                    #expect(file.axes?.configurations.count == file.axes?.count)
                } else {
                    _ = try GridFile(settings, methods: MethodDefinition.builtIn)
                }
            } catch {
                refused += 1
                #expect(!error.description.contains(where: \.isNewline) && error.description.utf8.count < 600)
            }
        }
        #expect(refused > 700)
    }

    @Test func examplesAreRead() throws {
        for (name, count) in [
            ("gelu", nil), ("silu-layernorm", 32), ("tanh-lecun", nil), ("mish", nil), ("softsign", nil),
            ("squared-relu", nil), ("hard-tanh", nil), ("selu-formula", nil),
        ] {
            let file = try MethodFile(path: Self.examples.appending(path: "methods/\(name).json5").path)
            #expect(file.definition.name == name && file.axes?.count == count)
        }
        let grid = try GridFile(
            path: Self.examples.appending(path: "grids/depth.json5").path, methods: MethodDefinition.builtIn)
        let depth = try grid.grid(for: MethodDefinition.builtIn)
        #expect(MethodDefinition.builtIn.map { depth.configurations(of: $0).count } == [12, 6, 6, 6, 6, 6, 5])
    }

    /// Formula, constants and gain are read, are the identity, and come back from the store and from a study.
    @Test func formulas() throws {
        let file = try Self.method(
            "{name: 'm', activation: {formula: ' x * sigmoid( a*x )', constants: {a: 1.5, b: 2}}, initialization: {gain: 1.3}}"
        )
        let record = file.definition.record
        #expect(
            record.definition
                == #"{"activation":{"constants":{"a":1.5},"formula":"x*sigmoid(a*x)"},"connection":"plain","dropout":"standard","initialization":{"gain":1.3},"normalization":"none","normalization_place":"before_activation"}"#
        )
        #expect(try MethodDefinition(name: "m", definition: record.definition) == file.definition)
        let same = try Self.method(
            "{name: 'm', /* mine */ activation: {formula: '(x)*sigmoid(a*x)', constants: {a: 1.5}}, initialization: {gain: 1.3}}"
        )
        #expect(same.definition == file.definition && same.definition.record.digest == record.digest)
        let other = try Self.method("{name: 'm', activation: {formula: 'x * sigmoid(a*x)', constants: {a: 2}}}")
        #expect(other.definition != file.definition)
        #expect(file.definition.initialization.variance == 1.3 * 1.3)

        let study = try StudyDescription(
            tasks: [StudyDescription.TaskChoice(#require(TaskName("sample/iris")))], methods: [file.definition, .snn],
            grid: .small)
        #expect(try StudyDescription(text: study.json.text, source: "").methods == study.methods)
    }

    /// The gain that keeps the second moment, for a formula and for a built-in function.
    @Test(arguments: [
        ("'relu'", 1.41421), ("{formula: 'max(x, 0)'}", 1.41421), ("'selu'", 1),
        ("{formula: 'max(x, 0) ^ 2'}", 0.903602),
    ])
    func selfNormalizing(_ activation: String, _ gain: Double) throws {
        let file = try Self.method("{name: 'm', activation: \(activation), initialization: 'self_normalizing'}")
        #expect(file.definition.initialization == .gain(gain))
    }

    /// What is wrong in a formula is said with its column in the file, not in the text.
    @Test(arguments: [
        ("{formula: 'x ** 2'}", "\"*\" at column 38"), ("{formula: 'x * sigmoyd(x)'}", "\"sigmoyd\" at column 40"),
        (#"{formula: "x \u002a\u002a 2"}"#, "at column 38"), ("{formula: ''}", "a formula is empty"),
        ("{formula: '3'}", "no activation"), ("{formula: 3}", "it is a text in quotes"), ("{}", "formula is missing"),
        ("{formula: 'a * x', constants: {a: 'b'}}", "a is the text \"b\"; it is a finite number"),
        ("{formula: 'x', constants: {exp: 1}}", "has the name of something else"),
        ("{formula: 'x', scale: 2}", "there is no value \"scale\""), ("3", "or a formula as"),
        ("'relu', initialization: {gain: 0}", "above 0"), ("'relu', initialization: {}", "gain is missing"),
        ("'relu', initialization: 'he'", "self_normalizing"),
        ("{formula: '-1 - x^2'}, initialization: 'self_normalizing'", "no gain keeps"),
    ])
    func wrongFormulas(_ activation: String, _ hint: String) {
        do {
            _ = try Self.method("{name: 'm', activation: \(activation)}")
            Issue.record("was read: \(activation)")
        } catch {
            #expect(error.description.contains(hint) && error.line == 1, "\(error)")
        }
    }

    /// A thousand parentheses, a megabyte, powers of powers: an error in a line, or a method.
    @Test func hostileFormulas() {
        for text in [
            String(repeating: "(", count: 10_000) + "x" + String(repeating: ")", count: 10_000),
            String(repeating: "x+", count: 400_000) + "x", String(repeating: "x^", count: 4000) + "2",
            String(repeating: "sin(", count: 3000) + "x", "x" + String(repeating: " ", count: 9000) + "§",
        ] {
            do {
                _ = try Self.method("{name: 'm', activation: {formula: '\(text)'}}")
                Issue.record("was read")
            } catch {
                #expect(!error.description.contains("\n") && error.description.utf8.count < 400, "\(error)")
            }
        }
    }

    /// The identity of the seven is a promise to every store in the world.
    @Test func definitionsOfTheSevenStayAsTheyAre() {
        #expect(
            MethodDefinition.builtIn.map { "\($0.name) \($0.record.definition)" } == [
                #"snn {"activation":"selu","connection":"plain","dropout":"alpha","initialization":"lecun","normalization":"none","normalization_place":"before_activation"}"#,
                #"msra {"activation":"relu","connection":"plain","dropout":"standard","initialization":"msra","normalization":"none","normalization_place":"before_activation"}"#,
                #"batchnorm {"activation":"relu","connection":"plain","dropout":"standard","initialization":"msra","normalization":"batch","normalization_place":"before_activation"}"#,
                #"weightnorm {"activation":"relu","connection":"plain","dropout":"standard","initialization":"msra","normalization":"weight","normalization_place":"before_activation"}"#,
                #"layernorm {"activation":"relu","connection":"plain","dropout":"standard","initialization":"msra","normalization":"layer","normalization_place":"before_activation"}"#,
                #"highway {"activation":"relu","connection":"highway","dropout":"standard","initialization":"msra","normalization":"none","normalization_place":"before_activation"}"#,
                #"resnet {"activation":"relu","connection":"residual","dropout":"standard","initialization":"msra","normalization":"batch","normalization_place":"before_activation"}"#,
            ])
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
