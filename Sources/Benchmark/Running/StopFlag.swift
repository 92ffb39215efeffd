import Synchronization

/// A request to stop that any thread may make and every thread sees.
public final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Makes a flag that is not raised.
    public init() {}

    /// Whether somebody asked to stop.
    public var isRaised: Bool { flag.load(ordering: .relaxed) }

    /// Asks to stop.
    public func raise() { flag.store(true, ordering: .relaxed) }
}
