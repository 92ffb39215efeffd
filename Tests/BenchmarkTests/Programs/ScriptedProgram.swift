import Formats
import Foundation
import Kernels
import Networks
import Testing

@testable import Benchmark

/// A shell script as a method's program, in a folder that is removed at the end.
final class ScriptedProgram {
    let folder: URL
    /// A number that no other process has among its arguments, for `sleep`.
    let mark = "\(Int.random(in: 100_000...999_999)).\(Int.random(in: 100_000...999_999))"
    private var limits = ProgramLimits(seconds: 60, grace: 5)

    /// What predicts class 0 for every row.
    static let predicts = """
        {
            echo part,row,class
            for part in validation test; do tail -n +2 $part.csv | cut -d, -f1 | sed "s/^/$part,/; s/$/,0/"; done
        } > predictions.csv

        """

    /// Writes the script; `MARK` in it stands for a time that no other process sleeps, `HERE` for the folder that stays.
    init(_ script: String, limits: ProgramLimits? = nil) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = script.replacing("MARK", with: mark).replacing("HERE", with: folder.path)
        try "echo $PWD > '\(folder.path)/where'\n\(text)".write(
            to: folder.appending(path: "program.sh"), atomically: true, encoding: .utf8)
        if let limits { self.limits = limits }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The method, as its file says it.
    func method(_ settings: String = "deterministic: true") throws -> ProgramMethod {
        let text = "{ name: \"scripted\", command: [\"/bin/sh\", \"program.sh\"], \(settings) }"
        let path = folder.appending(path: "scripted.json5").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        guard case .program(var method) = try MethodSource(path: path) else {
            throw TrainingFailure(.failed, "the file is no program's")
        }
        method.limits = limits
        return method
    }

    /// Runs the program on two classes of 20 training, 8 validation and 8 test rows.
    func train(
        _ settings: String = "deterministic: true", shouldStop: () -> Bool = { false }
    ) throws -> (result: TrainingResult, training: any Training) {
        let request = TrainingRequest(
            hyperparameters: ["depth": .integer(3)], trainingProtocol: .uci,
            key: RandomKey(hexadecimal: String(repeating: "0", count: 64)), task: "tiny/two", seed: 7)
        let training = try ProgramLearner(method(settings)).begin(request, data: TinyTask.twoClasses.data)
        return (try training.advance(toEpoch: 1, shouldStop: shouldStop), training)
    }

    /// How the unit ends: `succeeded`, or an outcome and its reason.
    func outcome(_ settings: String = "deterministic: true") throws -> String {
        do {
            return try train(settings).result.ending == .finished ? "succeeded" : "stopped"
        } catch let failure as TrainingFailure {
            return "\(failure.outcome.rawValue): \(failure.description)"
        }
    }

    /// What is left of the program: processes that sleep the marked time, and its folder.
    var remains: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let processes = names.filter { Int($0) != nil }.filter { name in
            let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline").map {
                String(decoding: $0, as: UTF8.self)
            }
            return line?.contains("\0\(mark)") ?? false
        }
        let place = (try? String(contentsOf: folder.appending(path: "where"), encoding: .utf8))?.trimmingCharacters(
            in: .whitespacesAndNewlines)
        let scratch = place.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
        return processes.map { "process \($0)" }
            + [place, scratch].compactMap { $0 }.filter { FileManager.default.fileExists(atPath: $0) }
    }
}
