import Benchmark

/// What is said of a run when it has ended.
enum RunMessage {
    /// One line with what was done.
    static func text(_ summary: RunSummary, database: String) -> String {
        var text = "\(counted(summary.executed, "unit")) trained, \(summary.finishedBefore) were done before"
        if summary.diverged > 0 { text += ", \(summary.diverged) diverged" }
        if summary.timedOut > 0 { text += ", \(summary.timedOut) timed out" }
        if summary.outOfMemory > 0 { text += ", \(summary.outOfMemory) out of memory" }
        if summary.failed > 0 { text += ", \(summary.failed) failed" }
        if summary.leftOut > 0 { text += ", \(summary.leftOut) left out early" }
        if summary.compared > 0 {
            text += ", \(summary.compared) compared with stored results, \(summary.differing.count) differ"
        }
        return text + "; results in " + database
    }

    /// One line that names the units whose results differ.
    static func differing(_ summary: RunSummary) -> String {
        let named = summary.differing.prefix(5).map { String($0.prefix(12)) }.joined(separator: ", ")
        let rest = summary.differing.count > 5 ? " and \(summary.differing.count - 5) more" : ""
        return "\(counted(summary.differing.count, "unit")) gave another result than before: \(named)\(rest); "
            + "the store keeps both, snnbench verify lists them"
    }
}
