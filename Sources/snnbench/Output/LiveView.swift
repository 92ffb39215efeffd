import Benchmark
import Formats
import Foundation
import Reports
import ResultStore

/// A run as it goes on, drawn again and again in a terminal.
enum LiveView {
    // MARK: - Drawing

    /// The lines of a frame.
    ///
    /// - Parameters:
    ///   - snapshot: how far the run is.
    ///   - secondsLeft: the predicted seconds that are left; nil where nothing is predicted.
    ///   - title: what is watched, for example the results file.
    ///   - columns: the width of the terminal.
    ///   - rows: its height; tasks are left out where they don't fit.
    static func frame(
        _ snapshot: LiveSnapshot, secondsLeft: Double? = nil, title: String, columns: Int, rows: Int
    ) -> [String] {
        let columns = max(20, columns)
        let total = snapshot.total
        guard total > 0 else {
            return [fitted("snnbench: \(title)", columns), fitted("no units yet; waiting for a run", columns)]
        }
        var lines = [fitted("snnbench: \(title)", columns)]
        let share = Double(snapshot.finished) / Double(total)
        var state = " \(snapshot.finished)/\(total) units, \(String(format: "%.1f", 100 * share)) %"
        if snapshot.finished == total {
            state += ", done"
        } else if let rate = snapshot.rate {
            state += ", \(String(format: "%.1f", rate))/s"
            if let left = secondsLeft { state += ", \(Durations.whole(left)) left" }
        } else if let seconds = snapshot.secondsSinceLast {
            state += ", nothing finished for \(Durations.whole(seconds))"
        }
        let width = max(0, min(40, columns - state.count))
        lines.append(fitted((width > 5 ? bar(share, width) : "") + state, columns))
        lines.append(fitted(snapshot.counts.map { "\($0.name) \($0.units)" }.joined(separator: ", "), columns))
        lines.append("")
        lines += methodLines(snapshot, columns)
        lines.append("")
        lines += rankingLines(snapshot, columns)
        let room = rows - lines.count - 2
        if room > 1 { lines += [""] + taskLines(snapshot, columns, room: room - 1) }
        return Array(lines.prefix(max(3, rows - 1)))
    }

    private static func methodLines(_ snapshot: LiveSnapshot, _ columns: Int) -> [String] {
        let width = snapshot.methods.map(\.title.count).max() ?? 0
        return snapshot.methods.map { method in
            let share = Double(method.finished) / Double(max(1, method.units))
            let diverged = method.diverged > 0 ? ", \(method.diverged) diverged" : ""
            return fitted(
                "\(padded(method.title, width))  \(bar(share, 20)) \(method.finished)/\(method.units)\(diverged)",
                columns)
        }
    }

    private static func rankingLines(_ snapshot: LiveSnapshot, _ columns: Int) -> [String] {
        guard !snapshot.ranking.isEmpty else {
            return [fitted("ranking: not before every method has finished a unit of one task", columns)]
        }
        let ranks = snapshot.ranking.map { "\($0.title) \(String(format: "%.2f", $0.averageRank))" }
        return [
            fitted(
                "average rank so far, \(counted(snapshot.rankedTasks, "task")), best trained unit by validation:",
                columns)
        ] + wrapped(ranks, columns)
    }

    private static func taskLines(_ snapshot: LiveSnapshot, _ columns: Int, room: Int) -> [String] {
        let done = snapshot.tasks.count { $0.finished == $0.units }
        let current = snapshot.tasks.filter { $0.finished > 0 && $0.finished < $0.units }
        let waiting = snapshot.tasks.count - done - current.count
        var lines = [
            fitted(
                "\(counted(snapshot.tasks.count, "task")): \(done) done, \(current.count) in work, \(waiting) waiting",
                columns)
        ]
        let shown = current.prefix(max(0, room - 1))
        let width = min(30, shown.map(\.name.count).max() ?? 0)
        for task in shown {
            let share = Double(task.finished) / Double(max(1, task.units))
            lines.append(
                fitted("\(padded(task.name, width))  \(bar(share, 20)) \(task.finished)/\(task.units)", columns))
        }
        return lines
    }

    private static func bar(_ share: Double, _ width: Int) -> String {
        let full = min(width, max(0, Int((share * Double(width)).rounded(.down))))
        return String(repeating: "#", count: full) + String(repeating: "-", count: width - full)
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        let text = text.count > width ? String(text.prefix(max(0, width - 1))) + "…" : text
        return text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func wrapped(_ words: [String], _ columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in words {
            if !line.isEmpty, line.count + word.count + 5 > columns {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "  " : " < ") + word
        }
        return (lines + [line]).map { fitted($0, columns) }
    }

    /// A line that fits and can't steer the terminal: names come from the store.
    static func fitted(_ text: String, _ columns: Int) -> String {
        let clean = TerminalText.safe(text)
        return clean.count > columns ? String(clean.prefix(columns - 1)) + "…" : clean
    }

    /// The text that puts a frame in the place of the last one.
    ///
    /// - Parameters:
    ///   - lines: the frame.
    ///   - previous: the number of lines of the last one, 0 for none.
    static func redraw(_ lines: [String], over previous: Int) -> String {
        (previous > 0 ? "\u{1B}[\(previous)A\r" : "") + lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J"
    }
}
