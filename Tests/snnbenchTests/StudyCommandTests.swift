import Benchmark
import Datasets
import Foundation
import Testing

@testable import snnbench

/// Studies that commands describe, and commands that make them again.
@Suite struct StudyCommandTests {
    private static let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "examples")

    private static func ids(_ study: StudyDescription, _ library: DataLibrary) throws -> [String] {
        try study.study { try library.load($0) }.groups().flatMap(\.units).map(\.id).sorted()
    }

    /// The options, read by the command's own parser, make the units of the study that they were made of.
    @Test(arguments: [
        "", "--grid paper --task sample/iris", "--suite sample --task iris --method SNN --method MSRAinit",
        "--task sample/iris --task sample/wine --grid small --split 0,2 --seed 5 --repeats 2",
        "--task sample/iris --grid small --split all --seed=-3 --search halving",
        "--task sample/iris --grid small --protocol batch_size=32 --protocol data=corrected --protocol epochs=7",
        "--task sample/iris --grid small --validation 0.2 --protocol window=5 --protocol metric=log_loss",
        "--task sample/iris --grid small --method-file METHODS/gelu.json5",
        "--task sample/iris --grid small --protocol optimizer=adamw,schedule=cosine --protocol epochs=7",
        "--task sample/iris --grid small --method-file METHODS/mish.json5 --method-file METHODS/selu-formula.json5",
        "--task sample/iris --grid quick --method-file METHODS/silu-layernorm.json5 --method silu-layernorm",
        "--task sample/iris --method-file METHODS/silu-layernorm.json5 --method-file METHODS/tanh-lecun.json5",
        "--task sample/iris --grid GRIDS/depth.json5 --method snn --method resnet",
        "--task sample/iris --grid GRIDS/depth.json5 --method-file METHODS/silu-layernorm.json5 --method silu-layernorm",
    ])
    func commandsMakeTheVeryUnits(_ line: String) throws {
        try Program.withFolder { folder in
            let words = line.split(separator: " ").map(String.init).map {
                $0.replacing("METHODS", with: Self.examples.appending(path: "methods").path)
                    .replacing("GRIDS", with: Self.examples.appending(path: "grids").path)
            }
            let data = ["--data", folder.appending(path: "data").path]
            let command = try #require(try RunCommand.parseAsRoot(words + data) as? RunCommand)
            let library = try command.data.library()
            let study = try command.described(library)
            let recipe = StudyRecipe(study, catalog: library.catalog)
            for file in recipe.files {
                try Data(file.text.utf8).write(to: folder.appending(path: file.name))
            }
            let names = Set(recipe.files.map(\.name))
            let arguments = recipe.arguments.map { names.contains($0) ? folder.appending(path: $0).path : $0 }
            let again = try #require(try RunCommand.parseAsRoot(arguments + data) as? RunCommand)
            let made = try again.described(library)
            #expect(made.selectionName == study.selectionName, "\(recipe.lines())")
            #expect(try Self.ids(made, library) == Self.ids(study, library), "\(recipe.lines())")
            // Only a grid of a file's needs the whole study.
            #expect(recipe.arguments.contains("--study") == line.contains("GRIDS"), "\(recipe.lines())")
            let read = try StudyDescription(text: study.json.text, source: "")
            #expect(StudyRecipe(read, catalog: library.catalog) == recipe)
        }
    }

    /// A described study runs, and is no other one than that of its options.
    @Test func aDescribedStudyRuns() throws {
        try Program.withFolder { folder in
            let options = ["--task", "sample/iris", "--method", "snn", "--grid", "small", "--protocol", "epochs=2"]
            let described = try Program.run(["run", "--describe", "--out", "s.json"] + options, in: folder)
            #expect(described.exitCode == 0, "\(described.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "results").path))
            let run = try Program.run(["run"] + options, in: folder)
            #expect(run.exitCode == 0 && run.errors.contains("4 units trained"), "\(run.errors)")
            let again = try Program.run("run", "--study", "s.json", in: folder)
            #expect(again.exitCode == 0, "\(again.errors)")
            #expect(again.errors.contains("4 finished before") || !again.errors.contains("4 units trained"))
            #expect(again.output == run.output)
            let kept = try Program.run("query", "SELECT count(*) AS n FROM studies", "--format", "csv", in: folder)
            #expect(kept.output == "n\n1\n", "\(kept.output)\(kept.errors)")

            let both = try Program.run("run", "--study", "s.json", "--task", "sample/wine", in: folder)
            #expect(both.exitCode == 64 && both.errors.contains("--study"), "\(both.errors)")
            let missing = try Program.run("run", "--study", "none.json", in: folder)
            #expect(missing.exitCode == 74 && missing.errors.contains("none.json: there is no such file"))
            try Data("{\"format\":1}".utf8).write(to: folder.appending(path: "wrong.json"))
            let wrong = try Program.run("run", "--study", "wrong.json", in: folder)
            #expect(wrong.exitCode == 65 && wrong.errors.contains("wrong.json: format: it is 1"), "\(wrong.errors)")
        }
    }

    /// The files of a program stand beside the study's; where they do not, nothing fails unit by unit.
    @Test func aStudyNeedsTheFilesOfItsPrograms() throws {
        try Program.withFolder { folder in
            let program = ProgramCommandTests.examples.appending(path: "majority.json5").path
            let described = try Program.run(
                "run", "--task", "sample/iris", "--method", "majority", "--method-file", program, "--describe", "--out",
                "s.json", in: folder)
            #expect(described.exitCode == 0, "\(described.errors)")
            let refused = try Program.run("run", "--study", "s.json", in: folder)
            #expect(refused.exitCode == 74 && refused.errors.contains("majority.sh"), "\(refused.errors)")
            #expect(!refused.errors.contains("1 failed"))
            try FileManager.default.copyItem(
                at: ProgramCommandTests.examples.appending(path: "majority.sh"),
                to: folder.appending(path: "majority.sh"))
            let run = try Program.run("run", "--study", "s.json", in: folder)
            #expect(run.exitCode == 0 && run.errors.contains("1 unit trained"), "\(run.errors)")
        }
    }

    /// One line and the right code, at the ends of the numbers too.
    @Test(arguments: [
        (["run", "--repeats", "9223372036854775807"], "--repeats is from 1 to 10000"),
        (["run", "--repeats", "0"], "--repeats is from 1 to 10000"),
        (["run", "--seed", "9223372036854775807", "--repeats", "2"], "too large"),
        (["run", "--seed", "9223372036854775808"], "invalid"),
        (["rank", "--repeats", "9223372036854775807"], "--repeats is from 1 to 10000"),
        (["run", "--suite", "sample", "--task", "uci/abalone"], "not in the suite sample"),
        (["run", "--method", "snnn"], "did you mean snn?"),
    ])
    func endsOfNumbers(_ arguments: [String], _ hint: String) throws {
        try Program.withFolder { folder in
            let result = try Program.run(arguments, in: folder)
            #expect(result.exitCode == 64 && result.errors.contains(hint), "\(result.errors)")
        }
    }
}
