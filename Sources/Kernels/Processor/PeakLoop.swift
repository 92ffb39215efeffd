import CProcessor

/// A loop of fused multiply-adds that touches registers only: what a core can do at most.
public enum PeakLoop {
    /// The floating-point operations of one round; a fused multiply-add counts as two.
    public static var operationsARound: Int {
        switch snnbench_built_for() {
        case 512: operations(Accumulators<SIMD16<Float>>.self)
        case 256: operations(HalfAccumulators<SIMD8<Float>>.self)
        case 128: operations(Accumulators<SIMD4<Float>>.self)
        default: operations(HalfAccumulators<SIMD4<Float>>.self)
        }
    }

    /// Runs the loop.
    ///
    /// The vectors are as wide as the registers and as many as fit beside the two factors, so that no chain
    /// waits for another and nothing is spilled.
    ///
    /// - Parameters:
    ///   - rounds: how often every accumulator takes one fused multiply-add.
    ///   - seed: any small number; keeps the compiler from computing the result itself.
    /// - Returns: a number that depends on every operation, so that none can be left out.
    @inline(never)
    public static func run(rounds: Int, seed: Float) -> Float {
        switch snnbench_built_for() {
        case 512: accumulate(Accumulators<SIMD16<Float>>.self, rounds, seed)
        case 256: accumulate(HalfAccumulators<SIMD8<Float>>.self, rounds, seed)
        case 128: accumulate(Accumulators<SIMD4<Float>>.self, rounds, seed)
        default: accumulate(HalfAccumulators<SIMD4<Float>>.self, rounds, seed)
        }
    }

    @inline(__always)
    private static func operations<Group: AccumulatorGroup>(_: Group.Type) -> Int {
        2 * Group.count * Group.Vector.scalarCount
    }

    @inline(__always)
    private static func accumulate<Group: AccumulatorGroup>(_: Group.Type, _ rounds: Int, _ seed: Float) -> Float {
        var group = Group(first: seed)
        let factor = Group.Vector(repeating: seed)
        let other = Group.Vector(repeating: 0.5 * seed)
        var round = 0
        while round < rounds {
            group.addProduct(factor, other)
            round &+= 1
        }
        let sum = group.sum
        return sum[0] + sum[Group.Vector.scalarCount - 1]
    }
}

/// Accumulators that live in registers, each with a chain of its own.
private protocol AccumulatorGroup {
    associatedtype Vector: SIMD where Vector.Scalar == Float
    static var count: Int { get }
    /// Makes accumulators of different values, so that the compiler can't merge them.
    init(first: Float)
    mutating func addProduct(_ factor: Vector, _ other: Vector)
    var sum: Vector { get }
}

/// Three accumulators.
private struct Triple<Vector: SIMD>: AccumulatorGroup where Vector.Scalar == Float {
    var a: Vector
    var b: Vector
    var c: Vector

    @inline(__always) static var count: Int { 3 }

    @inline(__always)
    init(first: Float) {
        a = Vector(repeating: first)
        b = Vector(repeating: first + 1)
        c = Vector(repeating: first + 2)
    }

    @inline(__always)
    mutating func addProduct(_ factor: Vector, _ other: Vector) {
        a.addProduct(factor, other)
        b.addProduct(factor, other)
        c.addProduct(factor, other)
    }

    @inline(__always) var sum: Vector { a + b + c }
}

/// Two groups of accumulators.
private struct Pair<Half: AccumulatorGroup>: AccumulatorGroup {
    var left: Half
    var right: Half

    @inline(__always) static var count: Int { 2 * Half.count }

    @inline(__always)
    init(first: Float) {
        left = Half(first: first)
        right = Half(first: first + Float(Half.count))
    }

    @inline(__always)
    mutating func addProduct(_ factor: Half.Vector, _ other: Half.Vector) {
        left.addProduct(factor, other)
        right.addProduct(factor, other)
    }

    @inline(__always) var sum: Half.Vector { left.sum + right.sum }
}

/// Twelve accumulators, for sixteen registers.
private typealias HalfAccumulators<Vector: SIMD> = Pair<Pair<Triple<Vector>>> where Vector.Scalar == Float
/// Twenty-four accumulators, for 32 registers.
private typealias Accumulators<Vector: SIMD> = Pair<HalfAccumulators<Vector>> where Vector.Scalar == Float
