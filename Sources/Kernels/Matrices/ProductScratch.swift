/// Working memory of the weight-gradient product, allocated once a training run.
///
/// 16 KiB: a block of 64 rows by four panels of gradient.
public final class ProductScratch {
    /// The rows of gradient that are computed at a time.
    static let rows = 64

    /// The distance between two panels of gradient, in floats.
    static let panelStride = rows * laneCount

    let gradient: UnsafeMutablePointer<Float>

    /// Allocates the memory.
    public init() {
        let floats = ProductScratch.panelStride * 4
        gradient = UnsafeMutableRawPointer.allocate(byteCount: floats * MemoryLayout<Float>.stride, alignment: 64)
            .bindMemory(to: Float.self, capacity: floats)
        gradient.initialize(repeating: 0, count: floats)
    }

    deinit { gradient.deallocate() }
}
