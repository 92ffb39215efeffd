import Foundation
import Testing

/// The built program, run as a process.
struct Program {
    /// What a run printed and how it ended.
    struct Result {
        let output: String
        let errors: String
        let exitCode: Int32
    }

    /// The executable beside the test bundle.
    static var executable: URL {
        let bundle = Bundle.allBundles.map(\.bundleURL) + [URL(fileURLWithPath: CommandLine.arguments[0])]
        let folders = bundle.flatMap { [$0, $0.deletingLastPathComponent()] }
        let candidates = folders.map { $0.appending(path: "snnbench") }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
            ?? URL(fileURLWithPath: ".build/debug/snnbench")
    }

    /// A process that is ready to start, in an empty data folder.
    static func process(_ arguments: [String], in folder: URL) -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        environment["SNNBENCH_DATA"] = folder.appending(path: "data").path
        environment["COLUMNS"] = "100"
        process.environment = environment
        return process
    }

    static func run(_ arguments: String..., in folder: URL) throws -> Result {
        try run(arguments, in: folder)
    }

    static func run(
        _ arguments: [String], in folder: URL, adding variables: [String: String] = [:]
    ) throws -> Result {
        let process = process(arguments, in: folder)
        process.environment?.merge(variables) { $1 }
        let output = folder.appending(path: "output-\(UUID().uuidString)")
        let errors = folder.appending(path: "errors-\(UUID().uuidString)")
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Result(
            output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8), exitCode: process.terminationStatus)
    }

    /// What a command says on a terminal, both streams together.
    static func onTerminal(_ arguments: [String], in folder: URL, columns: UInt16 = 0) throws -> String {
        var main: Int32 = -1
        var terminal: Int32 = -1
        var size = winsize(ws_row: columns > 0 ? 40 : 0, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        try #require(openpty(&main, &terminal, nil, nil, &size) == 0)
        let process = process(arguments, in: folder)
        let handle = FileHandle(fileDescriptor: terminal, closeOnDealloc: false)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        close(terminal)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(main, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        close(main)
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the tests of kills take many moments rather than a few: `make crash-test`.
    static let isLongTest = ProcessInfo.processInfo.environment["SNNBENCH_LONG_TESTS"] == "1"

    /// Waits until a process has used some seconds of a processor, however slow the machine is, or has ended.
    static func wait(untilBusyFor seconds: Double, _ process: Process) {
        let ticks = seconds * Double(sysconf(Int32(_SC_CLK_TCK)))
        for _ in 0..<3000 where process.isRunning {
            // The fourteenth field is the time in the program; the second, its name, is in parentheses.
            let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)) ?? ""
            let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
            if fields.count > 11, let used = Double(fields[11]), used >= ticks { return }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    /// Calls a body with a folder that is removed afterwards.
    static func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }
}
