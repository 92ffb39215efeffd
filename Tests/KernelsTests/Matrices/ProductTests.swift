import Testing

@testable import Kernels

/// The three products of training against chains of scalar fused multiply-adds: the same bits.
@Suite struct ProductTests {
    /// Sizes around the borders of lanes, tiles and blocks.
    static let sizes = [0, 1, 2, 5, 6, 7, 15, 16, 17, 31, 33, 63, 64, 65, 127, 129, 257, 1025]

    private struct Shape: CustomStringConvertible {
        let rows: Int
        let depth: Int
        let columns: Int
        /// The rows there is room for.
        var capacity: Int
        var description: String { "\(rows) of \(capacity) x \(depth) x \(columns)" }
    }

    private static func shapes(of size: Int) -> [Shape] {
        func shape(_ rows: Int, _ depth: Int, _ columns: Int) -> Shape {
            Shape(rows: rows, depth: depth, columns: columns, capacity: rows)
        }
        var shapes = [shape(size, 33, 17), shape(13, size, 66), shape(7, 65, size), shape(1, size, 1)]
        if size <= 129 { shapes.append(shape(size, size, size)) }
        if size == 257 { shapes.append(shape(size, size, 81)) }
        return shapes
    }

    private static func randomShapes(_ count: Int, generator: inout Generator) -> [Shape] {
        (0..<count).map { _ in
            let rows = Int.random(in: 0...140, using: &generator)
            return Shape(
                rows: rows, depth: Int.random(in: 0...300, using: &generator),
                columns: Int.random(in: 0...140, using: &generator),
                capacity: rows + Int.random(in: 0...40, using: &generator))
        }
    }

    @Test(arguments: sizes)
    func borders(_ size: Int) {
        var generator = Generator(seed: UInt64(size))
        for shape in Self.shapes(of: size) { check(shape, &generator) }
    }

    @Test(arguments: 0..<8)
    func randomShapes(_ seed: Int) {
        var generator = Generator(seed: 1000 + UInt64(seed))
        for shape in Self.randomShapes(10, generator: &generator) { check(shape, &generator) }
    }

    /// Fewer rows in use than there is room for, down to none.
    @Test func partialBatches() {
        var generator = Generator(seed: 77)
        for rows in [0, 1, 15, 16, 17, 40] {
            check(Shape(rows: rows, depth: 50, columns: 70, capacity: 128), &generator)
        }
    }

    private func check(_ shape: Shape, _ generator: inout Generator) {
        let x = Table(rows: shape.rows, columns: shape.depth, generator: &generator)
        let w = Table(rows: shape.depth, columns: shape.columns, generator: &generator)
        let dy = Table(rows: shape.rows, columns: shape.columns, generator: &generator)
        let start = Table(rows: shape.rows, columns: shape.columns, generator: &generator)
        let scratch = ProductScratch()
        let input = x.poisonedMatrix(capacity: shape.capacity)

        // x W
        let forward = dy.poisonedMatrix(capacity: shape.capacity)
        forward.setProduct(input, w.poisonedMatrix())
        expectSame(forward, Table.product(x, w), "x W, \(shape)")

        // y + x W
        let sum = start.poisonedMatrix(capacity: shape.capacity)
        sum.addProduct(input, w.poisonedMatrix())
        expectSame(sum, Table.product(x, w, from: start), "y + x W, \(shape)")

        // dy W', by the transpose
        let transpose = Matrix(rows: shape.columns, columns: shape.depth)
        transpose.setTranspose(of: w.poisonedMatrix())
        expectSame(transpose, w.transposed, "W', \(shape)")
        let backward = Table(rows: shape.rows, columns: shape.depth) { _, _ in .nan }
            .poisonedMatrix(capacity: shape.capacity)
        backward.setProduct(dy.poisonedMatrix(capacity: shape.capacity), transpose)
        expectSame(backward, Table.product(dy, w.transposed), "dy W', \(shape)")

        // dy W' and x + dy W', the factor as it stands
        let direct = Table(rows: shape.rows, columns: shape.depth) { _, _ in .nan }
            .poisonedMatrix(capacity: shape.capacity)
        let weights = w.poisonedMatrix()
        direct.setProduct(dy.poisonedMatrix(capacity: shape.capacity), transposeOf: weights, scratch: scratch)
        expectSame(direct, Table.product(dy, w.transposed), "dy W' directly, \(shape)")
        let added = x.poisonedMatrix(capacity: shape.capacity)
        added.addProduct(dy.poisonedMatrix(capacity: shape.capacity), transposeOf: weights, scratch: scratch)
        expectSame(added, Table.product(dy, w.transposed, from: x), "x + dy W', \(shape)")

        // x' dy
        let gradient = Table.product(x.transposed, dy)
        let stored = w.poisonedMatrix()
        stored.setTransposedProduct(input, dy.poisonedMatrix(capacity: shape.capacity), scratch: scratch)
        expectSame(stored, gradient, "x' dy, \(shape)")

        // W -= rate (x' dy + penalty W)
        for penalty: Float in [0, 0.01] {
            let weights = w.matrix()
            weights.descend(
                input: input, gradient: dy.matrix(capacity: shape.capacity), learningRate: 0.3, l2Penalty: penalty,
                scratch: scratch)
            let updated = Table(rows: w.rows, columns: w.columns) { row, column in
                var slope = gradient[row, column]
                if penalty != 0 { slope = slope.addingProduct(penalty, w[row, column]) }
                return w[row, column].addingProduct(-0.3, slope)
            }
            expectSame(weights, updated, "W after a step, \(shape)")
            expectZeroPadding(weights, "W after a step, \(shape)")
        }
    }

    /// Weights keep zeros beyond their last row and column.
    private func expectZeroPadding(_ matrix: Matrix, _ what: String) {
        for panel in 0..<matrix.panels {
            for row in 0..<matrix.panelStride / laneCount {
                let lanes = Lanes(at: matrix.place(panel: panel, row: row))
                for lane in 0..<laneCount
                where (row >= matrix.rowCapacity || panel * laneCount + lane >= matrix.columns) && lanes[lane] != 0 {
                    Issue.record("\(what): padding (\(row), \(panel * laneCount + lane)) is \(lanes[lane])")
                    return
                }
            }
        }
    }
}
