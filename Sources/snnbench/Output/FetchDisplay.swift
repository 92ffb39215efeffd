import Datasets
import Formats
import Foundation

/// What people see of a fetch: one line that changes on a terminal, else a line now and then.
final class FetchDisplay {
    private struct Growing {
        let received: Int
        let total: Int?
        let rate: Double
    }

    private static let pauseOfPlainLines = 10.0

    private let isQuiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let line: ProgressLine
    private var growing: [String: Growing] = [:]
    private var lastPlainLine = FetchDisplay.now

    /// Makes a display.
    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
        line = ProgressLine(isQuiet: isQuiet)
    }

    /// Shows how far a fetch has come.
    func show(_ progress: FetchProgress) {
        switch progress {
        case .waiting(let folder): note("another fetch works on \(folder); waiting for it")
        case .unlocked(let folder):
            note("\(folder) is on a file system without locks: let no other fetch work on it")
        case .downloading(let name, let received, let total, let rate):
            growing[name] = Growing(received: received, total: total, rate: rate)
            showGrowing()
        case .retrying(let name, let reason, let pause):
            growing[name] = nil
            note("\(name): \(reason); again in \(Durations.whole(pause))")
        case .downloaded(let name, let bytes):
            growing[name] = nil
            note("\(name): \(Self.size(bytes))")
        case .verifying(let task): line.show("hashing \(task)")
        case .unpacking(let name): line.show("unpacking \(name)")
        case .task: break
        }
    }

    /// Ends the line.
    func end() { line.end() }

    private func showGrowing() {
        let names = growing.keys.sorted()
        let received = growing.values.reduce(0) { $0 + $1.received }
        let rate = growing.values.reduce(0) { $0 + $1.rate }
        let totals = growing.values.compactMap(\.total)
        var text = names.count == 1 ? names[0] : "\(names.count) files"
        text += ": \(Self.size(received))"
        // The sum of all is known only where each size is.
        if totals.count == growing.count {
            let total = totals.reduce(0, +)
            text += " of \(Self.size(total)), \(Self.size(Int(rate)))/s"
            if rate > 0 { text += ", \(Durations.whole(Double(total - received) / rate)) left" }
        } else {
            text += ", \(Self.size(Int(rate)))/s"
        }
        if isTerminal {
            line.show(text)
        } else if Self.now - lastPlainLine >= Self.pauseOfPlainLines {
            lastPlainLine = Self.now
            note(text)
        }
    }

    private func note(_ text: String) {
        line.end()
        if !isQuiet { Message.note(TerminalText.safe(text)) }
    }

    /// A size as people say it, in decimal units.
    static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1000: "\(bytes) bytes"
        case ..<1_000_000: String(format: "%.1f kB", Double(bytes) / 1e3)
        case ..<1_000_000_000: String(format: "%.1f MB", Double(bytes) / 1e6)
        default: String(format: "%.2f GB", Double(bytes) / 1e9)
        }
    }

    private static var now: Double { ProcessInfo.processInfo.systemUptime }
}
