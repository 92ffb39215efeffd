import Foundation

/// Units to be executed and outcomes to be recorded, passed between the workers and the one writer.
///
/// A unit whose memory would not fit beside those that are in memory waits; smaller ones behind it go first. Where
/// nothing is being executed the next one is begun whatever it takes.
final class WorkQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private var pending: [WorkItem] = []
    private var delivered: [Delivery] = []
    private var bytesInUse = 0.0
    private var executing = 0
    private var isClosed = false
    private let memoryLimit: Double

    /// What a worker hands to the writer.
    enum Delivery: Sendable {
        /// An item that was executed.
        case outcome(WorkItem, UnitOutcome)
        /// An item that could not be begun.
        case failure(any Error)
    }

    init(memoryLimit: Double) {
        self.memoryLimit = memoryLimit
    }

    /// Adds items in front of those that wait; the first is the next.
    func add(_ items: [WorkItem]) {
        condition.withLock {
            pending.append(contentsOf: items.reversed())
            condition.broadcast()
        }
    }

    /// Takes the next item that fits, waiting for one; nil when the queue is closed.
    func next() -> WorkItem? {
        condition.withLock {
            while !isClosed {
                let index = pending.lastIndex { executing == 0 || bytesInUse + $0.bytesWanted <= memoryLimit }
                if let index {
                    let item = pending.remove(at: index)
                    bytesInUse += item.bytesWanted
                    executing += 1
                    return item
                }
                condition.wait()
            }
            return nil
        }
    }

    /// Hands what became of an item to the writer; its memory counts until it is released.
    func deliver(_ delivery: Delivery) {
        condition.withLock {
            delivered.append(delivery)
            executing -= 1
            condition.broadcast()
        }
    }

    /// Waits until something is delivered or some seconds have passed; nil then.
    func receive(seconds: Double) -> Delivery? {
        condition.withLock {
            let deadline = Date(timeIntervalSinceNow: seconds)
            while delivered.isEmpty {
                if !condition.wait(until: deadline) { break }
            }
            return delivered.isEmpty ? nil : delivered.removeFirst()
        }
    }

    /// Gives the memory of an item back.
    func release(_ item: WorkItem) {
        condition.withLock {
            item.run = nil
            bytesInUse = max(0, bytesInUse - item.unit.workload.bytes)
            condition.broadcast()
        }
    }

    /// Whether the networks in memory leave no room for others, so that a paused one has to go.
    var isFull: Bool { condition.withLock { bytesInUse > memoryLimit / 2 } }

    /// Sends the workers home.
    func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
    }

    /// Forgets the items that no worker has taken and says how many there were.
    func abandonWaiting() -> Int {
        condition.withLock {
            defer { pending.removeAll() }
            return pending.count
        }
    }
}
