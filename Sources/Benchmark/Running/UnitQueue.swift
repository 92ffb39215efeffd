import Foundation
import Synchronization

/// Units to be executed and outcomes to be recorded, passed between the workers and the one writer.
final class UnitQueue: Sendable {
    private let pending: Mutex<[Unit]>
    private let outcomes = Mutex<[UnitOutcome?]>([])
    private let arrived = DispatchSemaphore(value: 0)

    /// Makes a queue; units are handed out from the first to the last.
    init(_ units: [Unit]) {
        pending = Mutex(units.reversed())
    }

    /// Takes the next unit; nil when there is none.
    func next() -> Unit? {
        pending.withLock { $0.popLast() }
    }

    /// Hands an outcome to the writer; nil says that a worker has ended.
    func deliver(_ outcome: UnitOutcome?) {
        outcomes.withLock { $0.append(outcome) }
        arrived.signal()
    }

    /// Waits for an outcome; nil says that a worker has ended.
    func receive() -> UnitOutcome? {
        arrived.wait()
        return outcomes.withLock { $0.removeFirst() }
    }
}
