import Foundation
import Graphics

/// Pictures in forms that another program makes of ours.
enum PictureFile {
    /// The forms.
    enum Form: String {
        case pdf
        case png
    }

    /// The program that turns SVG into PDF and PNG.
    private static let program = "rsvg-convert"

    /// Writes a drawing to a file, as PDF or as PNG of twice its size.
    ///
    /// - Throws: `Failure` where the program is not there or fails, or the file can't be written.
    static func write(_ chart: Chart, as form: Form, to file: String) throws {
        try OutputPlace(file).check()
        let data = try data(chart, as: form)
        do {
            try data.write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            throw Failure(kind: .inputOutput, description: "cannot write \(file): \(error.localizedDescription)")
        }
    }

    /// Turns a drawing into PDF, or into PNG of twice its size.
    ///
    /// - Throws: `Failure` where the program is not there or fails.
    private static func data(_ chart: Chart, as form: Form) throws -> Data {
        guard let path = executable() else {
            throw Failure(
                kind: .unavailable,
                description:
                    "\(form.rawValue) is made by \(program), which is not installed; install librsvg2-bin, or take "
                    + "--format svg")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let source = folder.appending(path: "drawing.svg")
            let target = folder.appending(path: "drawing.\(form.rawValue)")
            try Data(chart.standalone.utf8).write(to: source)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments =
                ["--format", form.rawValue, "--output", target.path]
                + (form == .png ? ["--zoom", "2"] : []) + [source.path]
            process.standardInput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw Failure(
                    kind: .unavailable,
                    description: "\(program) ended with \(process.terminationStatus); take --format svg")
            }
            return try Data(contentsOf: target)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(
                kind: .inputOutput, description: "cannot make \(form.rawValue): \(error.localizedDescription)")
        }
    }

    private static func executable() -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
