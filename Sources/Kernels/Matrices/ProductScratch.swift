/// Working memory of products, allocated once a training run.
///
/// 16 KiB: 64 rows by four panels of a weight gradient before its last block, or a block of a transposed factor.
public final class ProductScratch {
    /// The rows of gradient that are computed at a time.
    static let rows = 64

    /// The distance between two panels of gradient, in floats.
    static let panelStride = rows * laneCount

    private static let floats = panelStride * 4

    let base: UnsafeMutablePointer<Float>

    /// Allocates the memory.
    public init() {
        precondition(depthABlock * panelsATile * laneCount <= ProductScratch.floats, "a block of a factor must fit")
        base = UnsafeMutableRawPointer.allocate(
            byteCount: ProductScratch.floats * MemoryLayout<Float>.stride, alignment: 64
        ).bindMemory(to: Float.self, capacity: ProductScratch.floats)
        base.initialize(repeating: 0, count: ProductScratch.floats)
    }

    deinit { base.deallocate() }

    /// The bytes of the memory.
    public static var byteCount: Int { floats * MemoryLayout<Float>.stride }

    /// The floating-point operations of all products that were executed with this memory, padding left out; a fused
    /// multiply-add counts as two.
    public private(set) var operations = 0

    /// Counts a product.
    @inline(__always)
    func count(rows: Int, depth: Int, columns: Int) { operations &+= 2 &* rows &* depth &* columns }
}
