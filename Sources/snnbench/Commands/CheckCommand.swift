import ArgumentParser
import Formats
import Foundation
import Safetensors
import Tables
import Traces

/// `snnbench check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Repeats training steps traced in PyTorch and prints the largest errors.",
        discussion: """
            Each file NAME.safetensors of the folder is one trace. The exit code is 0 where every error is within \
            its bound and 1 where one is not: logits 2e-5 of the largest, gradients 1e-4 of the largest gradient, \
            losses 1e-3 of themselves, parameters and inference logits 1e-2 of the largest. Where an error is not, the \
            steps are taken again in plain double precision, with and without the roundings of single precision: a \
            trace that rounding alone carries as far, as one with a ReLU within rounding of 0, is called sensitive \
            and is no error. A file that is no trace is an error by itself (65).
            """,
        examples: ["snnbench check Tests/NetworksTests/Fixtures"])

    @Argument(help: "The folder of the traces.", completion: .directory)
    var folder: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        let files = try traceFiles()
        let quantities = TraceDeviation.Quantity.allCases
        var table = Table(columns: ["trace", "method"] + quantities.map(\.rawValue) + ["verdict"])
        let bounds = quantities.map { "\($0.rawValue.replacing("_", with: " ")) \(Cell.error($0.bound).display)" }
        var isBroken = false
        var isOutOfBounds = false
        for file in files {
            do {
                let trace = try TrainingTrace(Safetensors(path: file.path))
                let deviation = try trace.deviation()
                if case .outOfBounds = deviation.verdict { isOutOfBounds = true }
                table.rows.append(CheckCommand.row(file, trace, deviation))
            } catch {
                isBroken = true
                Message.error("\(file.path): \(error)")
            }
        }
        try output.print(
            table,
            notes: [
                "Largest errors. Logits, gradients, parameters: relative to the largest of the trace; losses: each "
                    + "relative to itself. Bounds: \(bounds.joined(separator: ", "))."
            ])
        if isOutOfBounds { throw ExitCode(1) }
        if isBroken { throw FailureKind.badData.exitCode }
    }

    /// The traces of the folder in the order of their names.
    private func traceFiles() throws -> [URL] {
        let url = URL(fileURLWithPath: folder)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw Failure(kind: .inputOutput, description: "\(folder) is not a folder that can be read")
        }
        let files = names.filter { $0.hasSuffix(".safetensors") }.sorted()
        guard !files.isEmpty else {
            throw Failure(kind: .badData, description: "\(folder) holds no file that ends in .safetensors")
        }
        return files.map { url.appending(path: $0) }
    }

    private static func row(_ file: URL, _ trace: TrainingTrace, _ deviation: TraceDeviation) -> [Cell] {
        var row: [Cell] = [.text(file.deletingPathExtension().lastPathComponent), .text(trace.method.name)]
        for quantity in TraceDeviation.Quantity.allCases { row.append(.error(deviation.errors[quantity] ?? .nan)) }
        row.append(.text(verdict(deviation)))
        return row
    }

    private static func verdict(_ deviation: TraceDeviation) -> String {
        func names(_ quantities: [TraceDeviation.Quantity]) -> String {
            quantities.map { $0.rawValue.replacing("_", with: " ") }.joined(separator: ", ")
        }
        switch deviation.verdict {
        case .withinBounds: return "within bounds"
        case .sensitive(let quantities): return "sensitive: " + names(quantities)
        case .outOfBounds(let quantities): return "OUT OF BOUNDS: " + names(quantities)
        }
    }
}
