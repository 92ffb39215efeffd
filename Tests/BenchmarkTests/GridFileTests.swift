import Networks
import Testing

@testable import Benchmark

/// Grids from files, and which axes go before which.
@Suite struct GridFileTests {
    private static let text = """
        {
            name: "mine",
            base: "small",
            default: { residual: { hidden_units: 8, layers: 3, learning_rates: 0.1 } },
            methods: { snn: { hidden_units: [8, 16], layers: [1, 2], learning_rates: [0.1], forms: ["conic"] } },
        }
        """

    @Test func axesByNameThenByConnectionThenOfTheBase() throws {
        let file = try MethodFileTests.grid(Self.text)
        let grid = try file.grid(for: MethodDefinition.builtIn)
        #expect(grid.configurations(of: .snn).map(\.hiddenUnits) == [8, 8, 16, 16])
        #expect(grid.configurations(of: .snn).allSatisfy { $0.form == .conic })
        #expect(
            grid.configurations(of: .resnet) == [
                Hyperparameters(hiddenUnits: 8, layers: 3, learningRate: 0.1, bottleneck: 0.5)
            ])
        for method in [MethodDefinition.msra, .batchnorm, .highway] {
            #expect(grid.configurations(of: method) == Grid.small.configurations(of: method))
        }
        #expect(file.names(.snn) && !file.names(.resnet))
    }

    /// Another content is another grid; comments and order are not content.
    @Test func theNameTellsTheContent() throws {
        let name = try MethodFileTests.grid(Self.text).name
        #expect(name.hasPrefix("mine@") && name.utf8.count == 13)
        let commented = "// mine\n" + Self.text.replacing("layers: 3", with: "layers: [3]")
        #expect(try MethodFileTests.grid(commented).name == name)
        #expect(try MethodFileTests.grid(Self.text.replacing("layers: 3", with: "layers: 4")).name != name)
        #expect(try MethodFileTests.grid(Self.text.replacing("\"small\"", with: "\"quick\"")).name != name)
    }

    @Test func ownAxesGoBeforeThoseOfANamedGrid() throws {
        let own = try MethodFileTests.method(
            "{name: 'm', activation: 'gelu', grid: {hidden_units: 4, layers: 1, learning_rates: 0.5}}")
        let plain = try MethodFileTests.method("{name: 'p', activation: 'gelu'}")
        let grid = Grid.quick.replacingAxes(by: [own, plain])
        #expect(
            grid.configurations(of: own.definition) == [Hyperparameters(hiddenUnits: 4, layers: 1, learningRate: 0.5)])
        #expect(grid.configurations(of: plain.definition) == Grid.quick.configurations(of: .msra))
        #expect(grid.configurations(of: .snn) == Grid.quick.configurations(of: .snn))
        #expect(grid.name.hasPrefix("quick+m@"))
        #expect(Grid.quick.replacingAxes(by: [plain]).name == "quick")
    }

    /// What `optimizers` says stands in place of axes of all methods, in a file of a method of its own.
    @Test func axesByOptimizer() throws {
        let others = "optimizers: { adamw: { learning_rates: [0.001, 0.003] }, rmsprop: { layers: 5 } }"
        let text = Self.text.replacing("base: \"small\",", with: "base: \"small\", \(others),")
        let file = try MethodFileTests.grid(text)
        #expect(try file.name != MethodFileTests.grid(Self.text).name)
        let grid = try file.grid(for: MethodDefinition.builtIn)
        #expect(
            try grid.configurations(of: .snn)
                == MethodFileTests.grid(Self.text).grid(for: [.snn]).configurations(of: .snn))
        for method in [MethodDefinition.snn, .msra, .resnet] {
            let rates = Set(grid.under(.adamw).configurations(of: method).map(\.learningRate))
            #expect(rates == [0.001, 0.003], "\(method.name)")
            #expect(Set(grid.under(.rmsprop).configurations(of: method).map(\.layers)) == [5])
        }
        // What the base has for an optimiser stays where the file says nothing of it.
        #expect(grid.under(.adam).configurations(of: .msra) == Grid.small.under(.adam).configurations(of: .msra))
        #expect(Set(grid.under(.adam).configurations(of: .snn).map(\.learningRate)) == [0.1])

        let own = try MethodFileTests.method(
            "{name: 'm', activation: 'gelu', grid: {hidden_units: 4, layers: 1, learning_rates: 0.5, \(others)}}")
        let replaced = Grid.quick.replacingAxes(by: [own])
        #expect(replaced.under(.adamw).configurations(of: own.definition).map(\.learningRate) == [0.001, 0.003])
        #expect(replaced.configurations(of: own.definition).map(\.learningRate) == [0.5])
    }

    @Test(arguments: [
        ("base: \"small\"", "optimizers: { lion: {} }", 3, "adamw"),
        ("base: \"small\"", "optimizers: { adamw: { rates: 1 } }", 3, "there is no value \"rates\""),
        ("base: \"small\"", "optimizers: { adamw: { learning_rates: 0 } }", 3, "above 0"),
        ("base: \"small\"", "base: \"smal\"", 3, "did you mean small?"),
        ("\"mine\"", "\"paper\"", 2, "there is a grid \"paper\" already"), ("\"mine\"", "\"my grid\"", 2, "no blanks"),
        ("\"mine\"", "\"a@b\"", 2, "no @"), ("residual:", "dense:", 4, "there are plain, highway, residual"),
        ("snn:", "sn:", 5, "did you mean snn?"), ("[\"conic\"]", "[\"diavolo\"]", 5, "allowed are rectangular, conic"),
        ("layers: 3", "depth: 3", 4, "there is no value \"depth\""),
        ("methods: {", "methods: 3, x: {", 5, "there is no value \"x\""),
        ("methods: { snn:", "methods: { highway:", 5, "a highway network is not conic; leave the forms out"),
    ])
    func wrongFields(_ old: String, _ new: String, _ line: Int, _ hint: String) {
        do {
            _ = try MethodFileTests.grid(Self.text.replacing(old, with: new, maxReplacements: 1))
            Issue.record("was read: \(new)")
        } catch {
            #expect(error.line == line && error.description.contains(hint), "\(error)")
        }
    }

    @Test func methodsWithoutAxesAreNamed() throws {
        let file = try MethodFileTests.grid(
            "{name: 'mine', methods: {snn: {hidden_units: 8, layers: 1, learning_rates: 1}}}")
        #expect(try file.grid(for: [.snn]).configurations(of: .snn).count == 1)
        do {
            _ = try file.grid(for: [.snn, .msra])
            Issue.record("was accepted")
        } catch {
            #expect(error.description.contains("no axes for msra") && error.description.contains("default.plain"))
        }
        #expect(throws: SettingsError.self) { try MethodFileTests.grid("{name: 'mine'}") }
    }

    @Test func tooManyConfigurations() {
        let list = (1...400).map(String.init).joined(separator: ",")
        let text =
            "{name: 'm', activation: 'relu', grid: {hidden_units: [\(list)], layers: [\(list)], learning_rates: [1]}}"
        do {
            _ = try MethodFileTests.method(text)
            Issue.record("was read")
        } catch {
            #expect(error.description.contains("160000 configurations"), "\(error)")
        }
    }
}
