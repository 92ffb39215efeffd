/// A row of floats, one a column of a matrix, padded with zeros to whole lanes.
///
/// Biases, scales and statistics of columns. Like `Matrix`, a workspace of one training run.
public final class Vector {
    /// The number of elements.
    public let count: Int

    let base: UnsafeMutablePointer<Float>
    private let floats: Int

    /// Makes a vector of one value.
    public init(count: Int, repeating value: Float = 0) {
        precondition(count >= 0, "a vector has no negative size")
        self.count = count
        floats = max(1, Matrix.panelCount(columns: count)) * laneCount
        base = UnsafeMutableRawPointer.allocate(byteCount: floats * MemoryLayout<Float>.stride, alignment: 64)
            .bindMemory(to: Float.self, capacity: floats)
        base.initialize(repeating: 0, count: floats)
        fill(value)
    }

    /// Makes a vector from its elements.
    public convenience init(_ values: [Float]) {
        self.init(count: values.count)
        for (index, value) in values.enumerated() { self[index] = value }
    }

    deinit { base.deallocate() }

    /// The number of groups of sixteen elements.
    var panels: Int { Matrix.panelCount(columns: count) }

    /// The bytes that the elements take, padding included.
    public var byteCount: Int { floats * MemoryLayout<Float>.stride }

    /// The bytes that a vector of some size takes, padding included, before it is made.
    public static func byteCount(count: Int) -> Double {
        Double(max(1, Matrix.panelCount(columns: count))) * Double(laneCount * MemoryLayout<Float>.stride)
    }

    /// The element at an index.
    public subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count, "outside the vector")
            return base[index]
        }
        set {
            precondition(index >= 0 && index < count, "outside the vector")
            base[index] = newValue
        }
    }

    /// The elements in order.
    public var values: [Float] { (0..<count).map { base[$0] } }

    /// Sets every element to one value; the padding stays zero.
    public func fill(_ value: Float) {
        for index in 0..<count { base[index] = value }
    }

    /// Sixteen elements.
    @inline(__always)
    func lanes(panel: Int) -> Lanes { Lanes(at: base + (panel &* laneCount)) }

    /// Sets sixteen elements.
    @inline(__always)
    func setLanes(_ lanes: Lanes, panel: Int) { lanes.store(at: base + (panel &* laneCount)) }

    /// Takes one step of gradient descent: `v -= learningRate * (gradient + l2Penalty * v)`.
    public func descend(gradient: Vector, learningRate: Float, l2Penalty: Float = 0) {
        take(.descent(rate: learningRate, penalty: l2Penalty), gradient: gradient)
    }
}
