import Foundation
import Testing

/// `theory`, `figure1` and `tutorials` as people and scripts use them.
@Suite struct TheoryCommandTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
        path: "Fixtures")

    private func compare(_ text: String, with name: String) throws {
        let file = Self.fixtures.appending(path: name)
        if ProcessInfo.processInfo.environment["SNNBENCH_WRITE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        #expect(try text == String(contentsOf: file, encoding: .utf8), "differs from \(name)")
    }

    @Test(arguments: ["theory", "theory verify", "theory map", "theory activations", "figure1", "tutorials"])
    func helpIsAsLookedAt(_ command: String) throws {
        try Program.withFolder { folder in
            let process = Program.process(command.split(separator: " ").map(String.init) + ["--help"], in: folder)
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            try compare(text, with: "help-\(command.replacing(" ", with: "-")).txt")
        }
    }

    @Test func theFlowIsDrawnAsLookedAt() throws {
        try Program.withFolder { folder in
            let result = try Program.run(
                "theory", "map", "--start", "0.5,1.8", "--start", "0,0.4", "--layers", "8", "--format", "svg",
                in: folder)
            #expect(result.exitCode == 0)
            try compare(result.output, with: "theory-map.svg")
        }
    }

    @Test func theMapIsFollowed() throws {
        try Program.withFolder { folder in
            let csv = try Program.run("theory", "map", "--layers", "2", "--format", "csv", in: folder)
            #expect(csv.output.hasPrefix("start,layer,mean,variance\n1,0,0.3,1.5\n1,1,0.0449834"))
            #expect(csv.errors.contains("Fixed point for omega 0.0, tau 1.0"))
            let activations = try Program.run(
                "theory", "activations", "--depth", "3", "--width", "64", "--rows", "64", "--format", "json", in: folder
            )
            let rows = try JSONSerialization.jsonObject(with: Data(activations.output.utf8)) as? [[String: Any]]
            #expect(rows?.count == 4)
        }
    }

    @Test func theTheoryIsConfirmed() throws {
        try Program.withFolder { folder in
            let result = try Program.run("theory", "--format", "csv", "--quiet", in: folder)
            #expect(result.exitCode == 0)
            #expect(result.output.hasPrefix("part,claim,paper,ours,error_bound,basis,verdict,remark\n"))
            #expect(result.output.split(separator: "\n").count > 80)
            #expect(!result.output.contains(",fails,"))
        }
    }

    /// Every network of the notebooks, with what is only known approximately.
    @Test func tutorialsAreListed() throws {
        try Program.withFolder { folder in
            let result = try Program.run("tutorials", "--format", "csv", "--quiet", in: folder)
            #expect(result.exitCode == 0)
            #expect(result.output.hasPrefix("network,source,task,layers,optimizer,learning_rate,batch,dropout_rate,"))
            #expect(result.output.split(separator: "\n").count == 19)
            #expect(result.output.contains("conv 64 5x5 padded 2, pool 3/2") && result.output.contains("76.72"))
        }
    }

    @Test(arguments: [
        (["theory", "map", "--tau", "-1"], 64, "--tau"), (["theory", "map", "--start", "1"], 64, "--start"),
        (["theory", "map", "--start", "0,-1"], 64, "--start"), (["theory", "map", "--format", "png"], 64, "svg"),
        (["theory", "activations", "--dropout", "1"], 64, "--dropout"), (["figure1", "--rows", "0"], 64, "--rows"),
        (["figure1", "--learning-rate", "-1"], 64, "--learning-rate"), (["figure1"], 69, "snnbench fetch mnist"),
        (["figure1", "--task", "sample/iris"], 64, "mnist and cifar-10"),
        (["tutorials", "pytorch-mlp-mnist-silu"], 64, "pytorch-mlp-mnist-selu"),
        (["tutorials", "keras-cnn-mnist-relu"], 69, "snnbench fetch mnist"),
    ])
    func wrongInputGetsOneLine(_ arguments: [String], _ code: Int32, _ hint: String) throws {
        try Program.withFolder { folder in
            let process = Program.process(arguments, in: folder)
            let errors = Pipe()
            process.standardError = errors
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == code, "\(text)")
            #expect(text.contains(hint), "\(text)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "results").path))
        }
    }
}
