import Benchmark
import Evaluation
import Foundation
import Reports
import ResultStore

extension LiveView {
    /// Draws a results file until all its units are finished or the flag is raised.
    ///
    /// On a terminal each frame takes the place of the last one; elsewhere they follow each other, a blank line between.
    /// The file may not be there yet and is read while another process writes it.
    ///
    /// - Parameters:
    ///   - path: the results file.
    ///   - question: which results are ranked.
    ///   - interval: the seconds between two frames, at least 0.1; longer where reading takes long.
    ///   - output: where frames go.
    ///   - stop: ends the view.
    /// - Throws: `ResultStoreError` for a file that is none of ours, `Failure` where frames cannot be written.
    static func watch(
        _ path: String, question: ResultQuestion = .standard, interval: Double = 2,
        output: FileHandle = .standardOutput, stop: StopFlag = StopFlag()
    ) throws {
        let isTerminal = isatty(output.fileDescriptor) == 1
        var previous = 0
        var store: ResultStore?
        let cache = CandidateCache()
        func draw(_ text: String) throws { try output.write(text, place: "the live view") }
        if isTerminal { try draw("\u{1B}[?25l") }
        defer { if isTerminal { try? draw("\u{1B}[?25h") } }
        while true {
            // A run that has ended is drawn once more, as it ended.
            let isLast = stop.isRaised
            let began = ContinuousClock.now
            // Before reading: a run that ends meanwhile leaves no unit as running.
            let wasGoingOn = ResultStore.isBeingWritten(path)
            if store == nil { store = try openIfThere(path) }
            let snapshot =
                try store.map {
                    try LiveSnapshot($0, question: question, cache: cache, isGoingOn: wasGoingOn)
                }
                ?? LiveSnapshot(
                    counts: [], methods: [], tasks: [], rate: nil, secondsSinceLast: nil, ranking: [], rankedTasks: 0)
            let size = isTerminal ? terminalSize(output.fileDescriptor) : (columns: 100, rows: 60)
            let lines = frame(
                snapshot, secondsLeft: isLast ? nil : try store.flatMap { try secondsLeft($0) }, title: path,
                columns: size.columns, rows: size.rows)
            if isTerminal {
                try draw(redraw(lines, over: previous))
                previous = lines.count
            } else {
                try draw(lines.joined(separator: "\n") + "\n\n")
            }
            // A run may still train what another search left out.
            if isLast || snapshot.total > 0 && snapshot.finished == snapshot.total && !ResultStore.isBeingWritten(path)
            {
                return
            }
            let reading = (ContinuousClock.now - began) / .seconds(1)
            wait(max(0.1, interval, 4 * reading), stop)
        }
    }

    /// What the one estimator says, while a process writes the file.
    private static func secondsLeft(_ store: ResultStore) throws -> Double? {
        guard ResultStore.isBeingWritten(store.path) else { return nil }
        return RunStatus(try store.unitStates(), now: Date()).secondsLeft
    }

    private static func openIfThere(_ path: String) throws -> ResultStore? {
        do {
            return try ResultStore.open(path, for: .reading)
        } catch ResultStoreError.missing, ResultStoreError.empty {
            return nil
        }
    }

    /// Sleeps in short pieces, so that a signal ends it.
    private static func wait(_ seconds: Double, _ stop: StopFlag) {
        let end = ContinuousClock.now + .seconds(seconds)
        while !stop.isRaised, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.05) }
    }

    /// The characters and lines of a terminal; 80 and 24 where it does not say.
    static func terminalSize(_ descriptor: Int32) -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
