import Dispatch
import Synchronization

extension Array where Element: Sendable {
    /// What a closure makes of each element, computed on all cores, in the order of the elements.
    package func concurrentMap<Value: Sendable>(_ transform: @Sendable (Element) -> Value) -> [Value] {
        let values = Mutex<[Value?]>(Array<Value?>(repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let value = transform(self[index])
            values.withLock { $0[index] = value }
        }
        return values.withLock { $0 }.compactMap { $0 }
    }
}
