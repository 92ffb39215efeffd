import Foundation
import Testing

/// Methods and grids of a user's own, traces, and networks that are saved and used.
@Suite struct MethodCommandTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(arguments: ["check", "train", "predict", "activations"])
    func helpIsAsLookedAt(_ command: String) throws {
        try Program.withFolder { folder in
            let result = try Program.run(command, "--help", in: folder)
            let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appending(path: "Fixtures/help-\(command).txt")
            if ProcessInfo.processInfo.environment["SNNBENCH_WRITE_GOLDEN"] == "1" {
                try Data(result.output.utf8).write(to: file)
            }
            #expect(try result.output == String(contentsOf: file, encoding: .utf8), "differs from help-\(command).txt")
        }
    }

    @Test func anEighthMethodFromAFileToPredictions() throws {
        try Program.withFolder { folder in
            let method = folder.appending(path: "mine.json5")
            try Data(
                """
                // Mine.
                {name: "mine", activation: "gelu", grid: {hidden_units: 8, layers: [1, 2], learning_rates: 0.1}}
                """.utf8
            ).write(to: method)
            let grid = folder.appending(path: "grid.json5")
            try Data("{name: 'g', default: {plain: {hidden_units: 8, layers: 1, learning_rates: 0.1}}}".utf8)
                .write(to: grid)
            let arguments = [
                "--task", "sample/iris", "--method", "mine", "--method", "snn", "--method-file", method.path, "--grid",
                grid.path,
            ]
            let run = try Program.run(["run"] + arguments, in: folder)
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.errors.contains("3 units trained") && run.output.contains("mine"))
            let rank = try Program.run(["rank"] + arguments, in: folder)
            #expect(rank.exitCode == 0 && rank.output.contains("+mine@"), "\(rank.errors)")
            let listed = try Program.run("list", "methods", "--method-file", method.path, "--format", "csv", in: folder)
            #expect(listed.output.split(separator: "\n").count == 9 && listed.output.contains("mine,gelu,msra,none"))

            let train = try Program.run(
                "train", "--selected", "sample/iris", "mine", "--save", "m.safetensors", in: folder)
            #expect(train.exitCode == 0, "\(train.errors)")
            #expect(train.output.contains("equal the stored ones to the bit"))
            try Data("a,b,c,d\n0,0,0,0\n1,1,1,1\n".utf8).write(to: folder.appending(path: "x.csv"))
            let predict = try Program.run("predict", "m.safetensors", "x.csv", "--format", "csv", in: folder)
            #expect(predict.exitCode == 0, "\(predict.errors)")
            let lines = predict.output.split(separator: "\n")
            #expect(lines.first == "row,class,probability_0,probability_1,probability_2" && lines.count == 3)
            #expect(!predict.errors.contains("raw measurements"))
            try Data("5.1,3.5,1.4,0.2\n7,3.2,4.7,1.4\n".utf8).write(to: folder.appending(path: "raw.csv"))
            let raw = try Program.run("predict", "m.safetensors", "raw.csv", in: folder)
            #expect(raw.exitCode == 0)
            #expect(raw.errors.contains("column 1 has mean 6.05, but the features of sample/iris are"))
            try Data("1,2,3,4,0\n".utf8).write(to: folder.appending(path: "y.csv"))
            let wrong = try Program.run("predict", "m.safetensors", "y.csv", in: folder)
            #expect(wrong.exitCode == 65 && wrong.errors.contains("y.csv: the table has 5 columns"))
            let unit = try Program.run("train", "--unit", "ffffffffff", in: folder)
            #expect(unit.exitCode == 64 && unit.errors.contains("no unit whose id begins with"))
        }
    }

    /// A formula trained by two optimisers, each with its learning rates: ranked beside each other where asked for, never mixed.
    @Test func aFormulaUnderTwoOptimizers() throws {
        try Program.withFolder { folder in
            let method = folder.appending(path: "mine.json5")
            try Data(
                """
                {
                    name: "mine",
                    activation: { formula: "x * tanh(softplus(a * x))", constants: { a: 1.1 } },
                    initialization: "self_normalizing",
                    grid: { hidden_units: 8, layers: 1, learning_rates: 0.1, optimizers: { adamw: { learning_rates: 0.01 } } },
                }
                """.utf8
            ).write(to: method)
            let study = ["--task", "sample/iris", "--method", "mine", "--method-file", method.path]
            for values in ["epochs=2", "epochs=2,optimizer=adamw,schedule=cosine"] {
                let run = try Program.run(["run"] + study + ["--protocol", values], in: folder)
                #expect(run.exitCode == 0 && run.errors.contains("1 unit trained"), "\(run.errors)")
            }
            let rates = try Program.run(
                "query", "SELECT learning_rate FROM configurations ORDER BY 1", "--format", "csv", in: folder)
            #expect(rates.output == "learning_rate\n0.01\n0.1\n", "\(rates.output)")
            let ranked = try Program.run(["rank"] + study + ["--compare-protocols", "--format", "csv"], in: folder)
            #expect(ranked.exitCode == 0, "\(ranked.errors)")
            #expect(ranked.output.contains("\nmine:epochs=2,") && ranked.errors.contains("beside protocol"))
            #expect(ranked.output.contains("\"mine:epochs=2,optimizer=adamw,schedule=cosine\","))
            let single = try Program.run(
                ["rank"] + study + ["--protocol", "epochs=2", "--format", "csv"], in: folder)
            #expect(!single.output.contains("mine:") && single.errors.contains("under another protocol"))
            let profile = try Program.run(
                [
                    "activations", "--task", "sample/iris", "--method", "mine", "--method-file", method.path,
                    "--layers", "2",
                ],
                in: folder)
            #expect(profile.exitCode == 0, "\(profile.errors)")
            let refused = try Program.run(["run"] + study + ["--protocol", "momentum=0.9,optimizer=adam"], in: folder)
            #expect(refused.exitCode == 64 && refused.errors.contains("it belongs to optimizer=sgd"))
        }
    }

    /// What theory says of a file is what it says of the file's formula; grids have learning rates by optimiser.
    @Test func filesForTheoryAndGridsByOptimizer() throws {
        try Program.withFolder { folder in
            let file = Self.root.appending(path: "examples/methods/mish.json5").path
            let outputs = try [file, "x*tanh(softplus(x))"].map {
                try Program.run("theory", "activation", $0, "--depth", "4", "--format", "csv", in: folder)
            }
            #expect(outputs[0].exitCode == 0 && outputs[0].output == outputs[1].output, "\(outputs[0].errors)")
            let grids = try Program.run("list", "grids", "--format", "csv", in: folder).output
            #expect(grids.contains(",sgd,0.01 0.1 1,") && grids.contains(",adam adamw rmsprop,0.0001 0.001 0.01,"))
        }
    }

    @Test func wrongFilesGetOneLine() throws {
        try Program.withFolder { folder in
            let method = folder.appending(path: "mine.json5")
            try Data("{\n  name: \"mine\",\n  activation: \"swish\",\n}\n".utf8).write(to: method)
            let run = try Program.run("run", "--method-file", method.path, in: folder)
            #expect(run.exitCode == 65)
            #expect(
                run.errors.hasPrefix("snnbench: \(method.path), line 3: activation is the text \"swish\"; allowed are ")
            )
            #expect(run.errors.split(separator: "\n").count == 1)
            let missing = try Program.run("run", "--grid", "none.json5", in: folder)
            #expect(missing.exitCode == 74 && missing.errors.contains("none.json5: there is no such file"))
        }
    }

    @Test func tracesAreChecked() throws {
        try Program.withFolder { folder in
            let traces = Self.root.appending(path: "Tests/NetworksTests/Fixtures")
            let check = try Program.run("check", traces.path, "--format", "csv", in: folder)
            #expect(check.exitCode == 0, "\(check.errors)")
            let lines = check.output.split(separator: "\n")
            #expect(lines.count == 18 && lines.dropFirst().allSatisfy { $0.hasSuffix(",within bounds") })
            #expect(lines.first == "trace,method,logits,gradients,losses,parameters,inference_logits,verdict")

            // One number that differs is found; a file that is none is an error by itself.
            var bytes = Array(try Data(contentsOf: traces.appending(path: "snn-plain.safetensors")))
            let name = Array("\"lr\":\"0.05\"".utf8)
            let position = try #require(bytes.indices.first { bytes[$0...].starts(with: name) })
            bytes[position + name.count - 2] = UInt8(ascii: "9")
            try Data(bytes).write(to: folder.appending(path: "changed.safetensors"))
            let changed = try Program.run("check", folder.path, in: folder)
            #expect(changed.exitCode == 1 && changed.output.contains("OUT OF BOUNDS: losses"), "\(changed.output)")
            try Data("{}".utf8).write(to: folder.appending(path: "changed.safetensors"))
            let broken = try Program.run("check", folder.path, in: folder)
            #expect(broken.exitCode == 65 && broken.errors.contains("changed.safetensors: 2 bytes are too few"))
            #expect(try Program.run("check", "nowhere", in: folder).exitCode == 74)
        }
    }

    @Test func activationsOfEachLayer() throws {
        try Program.withFolder { folder in
            let result = try Program.run(
                "activations", "--task", "sample/iris", "--method", "snn", "--layers", "3", "--units", "8", "--epochs",
                "2", "--format", "csv", "--svg", "layers.svg", in: folder)
            #expect(result.exitCode == 0, "\(result.errors)")
            let picture = try String(contentsOf: folder.appending(path: "layers.svg"), encoding: .utf8)
            #expect(picture.contains("snn, before") && picture.contains("snn, trained") && picture.contains("Variance"))
            let lines = result.output.split(separator: "\n")
            #expect(lines.first == "method,layer,mean_at_start,variance_at_start,mean_at_end,variance_at_end")
            #expect(lines.count == 5 && lines.last?.hasPrefix("snn,3,") ?? false)
            let wrong = try Program.run(
                "activations", "--task", "sample/iris", "--method", "highway", "--form", "conic", in: folder)
            #expect(wrong.exitCode == 64 && wrong.errors.contains("highway is not conic"))
        }
    }
}
