import Testing

@testable import Kernels

@Suite struct MatrixTests {
    @Test(arguments: [(0, 0), (0, 5), (5, 0), (1, 1), (3, 16), (17, 15), (33, 40)])
    func rowMajor(_ rows: Int, _ columns: Int) {
        var generator = Generator(seed: 1)
        let table = Table(rows: rows, columns: columns, generator: &generator)
        let matrix = Matrix(rows: rows, columns: columns, rowMajor: table.values)
        #expect(matrix.rowMajor == table.values)
        expectSame(matrix, table, "\(rows) x \(columns)")
    }

    @Test func gatherTakesRowsInOrder() {
        var generator = Generator(seed: 2)
        let table = Table(rows: 50, columns: 21, generator: &generator)
        let matrix = Matrix(rows: 10, columns: 21)
        let rows = [49, 0, 7, 7, 23]
        matrix.gather(from: table.values, rowsAt: rows)
        expectSame(matrix, Table(rows: 5, columns: 21) { table[rows[$0], $1] }, "gathered")
        #expect(matrix.rows == 5 && matrix.rowCapacity == 10)
    }

    @Test func copyTakesRowsInUse() {
        var generator = Generator(seed: 3)
        let table = Table(rows: 5, columns: 20, generator: &generator)
        let copy = Matrix(rows: 9, columns: 20)
        copy.copy(from: table.matrix(capacity: 9))
        expectSame(copy, table, "copy")
        copy.clear()
        #expect(copy.rowMajor.allSatisfy { $0 == 0 })
    }

    @Test(arguments: [1, 15, 16, 17, 40, 100])
    func sums(_ columns: Int) {
        var generator = Generator(seed: UInt64(columns))
        let table = Table(rows: 35, columns: columns, generator: &generator)
        let matrix = table.poisonedMatrix(capacity: 50)
        let sums = Vector(count: columns)
        matrix.sumColumns(into: sums)
        let expected = (0..<columns).map { column in (0..<35).reduce(Float(0)) { $0 + table[$1, column] } }
        #expect(sums.values == expected)
        #expect((columns..<sums.panels * laneCount).allSatisfy { sums.base[$0] == 0 })
        // Sixteen lanes in ascending order, then halves onto halves.
        let rows = (0..<35).map { row in
            var lanes = Array(repeating: Float(0), count: 16)
            for panel in 0..<(columns + 15) / 16 {
                for lane in 0..<16 {
                    let column = panel * 16 + lane
                    lanes[lane] += column < columns ? table[row, column] : 0
                }
            }
            return Self.tree(lanes)
        }
        #expect(matrix.sumRows() == rows)
    }

    /// The fixed tree of a sum over sixteen lanes.
    static func tree(_ lanes: [Float]) -> Float {
        guard lanes.count > 1 else { return lanes[0] }
        let half = lanes.count / 2
        return tree((0..<half).map { lanes[$0] + lanes[half + $0] })
    }

    @Test func treeSumAndMaximum() {
        var generator = Generator(seed: 6)
        for _ in 0..<1000 {
            let values = (0..<16).map { _ in generator.float() }
            #expect(Lanes(values).treeSum == Self.tree(values))
            #expect(Lanes(values).treeMaximum == values.max())
        }
        for lane in 0..<16 {
            var lanes = Lanes(repeating: 3)
            lanes[lane] = .nan
            #expect(lanes.treeMaximum.isNaN && lanes.treeSum.isNaN)
            lanes[lane] = .infinity
            #expect(lanes.treeMaximum == .infinity && lanes.treeSum == .infinity)
            lanes = Lanes(repeating: -.infinity)
            #expect(lanes.treeMaximum == -.infinity)
            lanes[lane] = -7
            #expect(lanes.treeMaximum == -7)
        }
    }

    @Test func addition() {
        var generator = Generator(seed: 7)
        let a = Table(rows: 20, columns: 37, generator: &generator)
        let b = Table(rows: 20, columns: 37, generator: &generator)
        let sum = a.matrix(capacity: 30)
        sum.add(b.matrix(capacity: 30))
        expectSame(sum, Table(rows: 20, columns: 37) { a[$0, $1] + b[$0, $1] }, "a + b")
    }

    @Test(arguments: [1, 16, 37])
    func gates(_ columns: Int) {
        var generator = Generator(seed: UInt64(columns))
        func table() -> Table { Table(rows: 20, columns: columns, generator: &generator) }
        let (gate, transformed, carried, dy) = (table(), table(), table(), table())
        let output = Matrix(rows: 30, columns: columns)
        output.setGated(
            gate: gate.matrix(capacity: 30), transformed: transformed.matrix(capacity: 30),
            carried: carried.matrix(capacity: 30))
        expectSame(
            output,
            Table(rows: 20, columns: columns) {
                carried[$0, $1].addingProduct(gate[$0, $1], transformed[$0, $1] - carried[$0, $1])
            }, "gated")

        let gradient = dy.matrix(capacity: 30)
        let gateGradient = Matrix(rows: 30, columns: columns)
        let transformedGradient = Matrix(rows: 30, columns: columns)
        gradient.splitGated(
            gate: gate.matrix(capacity: 30), transformed: transformed.matrix(capacity: 30),
            carried: carried.matrix(capacity: 30), gateGradient: gateGradient,
            transformedGradient: transformedGradient)
        let through = Table(rows: 20, columns: columns) { dy[$0, $1] * gate[$0, $1] }
        expectSame(transformedGradient, through, "dy T")
        expectSame(
            gateGradient,
            Table(rows: 20, columns: columns) { dy[$0, $1] * (transformed[$0, $1] - carried[$0, $1]) }, "dy (H - x)")
        expectSame(gradient, Table(rows: 20, columns: columns) { dy[$0, $1] - through[$0, $1] }, "dy (1 - T)")
    }

    @Test(arguments: [0, 1, 16, 19])
    func vectorSteps(_ count: Int) {
        var generator = Generator(seed: UInt64(count))
        let values = (0..<count).map { _ in generator.float() }
        let gradient = (0..<count).map { _ in generator.float() }
        for penalty in [Float(0), 0.1] {
            let vector = Vector(values)
            vector.descend(gradient: Vector(gradient), learningRate: 0.2, l2Penalty: penalty)
            let expected = zip(values, gradient).map { value, slope in
                value.addingProduct(-0.2, penalty == 0 ? slope : slope.addingProduct(penalty, value))
            }
            #expect(vector.values == expected)
        }
    }
}
