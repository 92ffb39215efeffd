import Dispatch
import Foundation
import ResultStore
import Synchronization

/// Ends what a store is doing on SIGINT, SIGTERM or SIGHUP, or after some time; the store then throws that it was interrupted.
///
/// Nothing that was half done stays: a transaction is rolled back, a file that is written aside is removed.
final class StoreInterruption {
    /// What handlers share, whichever thread they run on.
    private final class State: Sendable {
        let store: ResultStore
        let isOver = Mutex(false)
        let isOverdue = Mutex(false)

        init(_ store: ResultStore) { self.store = store }

        /// Interrupts again and again until the work is over: a call ends only the statement that runs at the moment.
        func interrupt() {
            Thread.detachNewThread { [self] in
                while !isOver.withLock({ $0 }) {
                    store.interrupt()
                    usleep(10_000)
                }
            }
        }
    }

    private let state: State

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - store: The store that works.
    ///   - seconds: How long it may work; `nil` for as long as it takes.
    init(_ store: ResultStore, after seconds: Double? = nil) {
        let state = State(store)
        self.state = state
        SignalHandling.onFirstSignal { state.interrupt() }
        guard let seconds else { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) {
            state.isOverdue.withLock { $0 = true }
            state.interrupt()
        }
    }

    deinit { end() }

    /// Ends to listen: the work is over.
    func end() {
        SignalHandling.onFirstSignal(nil)
        state.isOver.withLock { $0 = true }
    }

    /// Whether the time was up.
    var wasOverdue: Bool { state.isOverdue.withLock { $0 } }
}
