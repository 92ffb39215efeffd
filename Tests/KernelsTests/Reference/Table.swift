import Testing

@testable import Kernels

/// A plain row-major table with the scalar products that the kernels are compared with.
struct Table {
    let rows: Int
    let columns: Int
    var values: [Float]

    init(rows: Int, columns: Int, value: (_ row: Int, _ column: Int) -> Float) {
        self.rows = rows
        self.columns = columns
        values = (0..<rows).flatMap { row in (0..<columns).map { value(row, $0) } }
    }

    init(rows: Int, columns: Int, generator: inout Generator) {
        self.rows = rows
        self.columns = columns
        values = (0..<rows * columns).map { _ in generator.float() }
    }

    init(_ matrix: Matrix) { self.init(rows: matrix.rows, columns: matrix.columns) { matrix[$0, $1] } }

    subscript(row: Int, column: Int) -> Float {
        get { values[row * columns + column] }
        set { values[row * columns + column] = newValue }
    }

    var transposed: Table { Table(rows: columns, columns: rows) { self[$1, $0] } }

    /// `start + left * right`: one chain of fused multiply-adds an element, in ascending k.
    static func product(_ left: Table, _ right: Table, from start: Table? = nil) -> Table {
        Table(rows: left.rows, columns: right.columns) { row, column in
            var sum = start?[row, column] ?? 0
            for k in 0..<left.columns { sum = sum.addingProduct(left[row, k], right[k, column]) }
            return sum
        }
    }

    /// A matrix with these elements, NaN everywhere else: in the padding and in the rows not in use.
    func poisonedMatrix(capacity: Int? = nil) -> Matrix {
        let matrix = Matrix(rows: capacity ?? rows, columns: columns)
        let floats = matrix.byteCount / MemoryLayout<Float>.stride
        for index in 0..<floats { matrix.base[index] = .nan }
        write(to: matrix)
        return matrix
    }

    /// A matrix with these elements, NaN in the rows not in use, zero in the other padding.
    func matrix(capacity: Int? = nil) -> Matrix {
        let matrix = Matrix(rows: capacity ?? rows, columns: columns)
        for row in 0..<matrix.rowCapacity {
            for column in 0..<columns { matrix[row, column] = .nan }
        }
        write(to: matrix)
        return matrix
    }

    private func write(to matrix: Matrix) {
        matrix.useRows(rows)
        for row in 0..<rows {
            for column in 0..<columns { matrix[row, column] = self[row, column] }
        }
    }
}

/// Expects the same bits.
func expectSame(_ matrix: Matrix, _ table: Table, _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
    guard matrix.rows == table.rows, matrix.columns == table.columns else {
        Issue.record("\(what): the shapes differ", sourceLocation: sourceLocation)
        return
    }
    var different = 0
    var first = ""
    for row in 0..<table.rows {
        for column in 0..<table.columns where matrix[row, column].bitPattern != table[row, column].bitPattern {
            if different == 0 {
                first = "(\(row), \(column)) is \(matrix[row, column]), not \(table[row, column])"
            }
            different += 1
        }
    }
    #expect(different == 0, "\(what): \(different) elements differ, \(first)", sourceLocation: sourceLocation)
}

/// Expects |ours - reference| <= bound * (scale + |reference|) everywhere.
func expectClose(
    _ ours: [Float], _ reference: [Double], bound: Double, scale: Double = 1, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard ours.count == reference.count else {
        Issue.record("\(what): \(ours.count) values, not \(reference.count)", sourceLocation: sourceLocation)
        return
    }
    var worst = 0.0
    var place = 0
    for (index, (value, expected)) in zip(ours, reference).enumerated() {
        let error = abs(Double(value) - expected) / (scale + abs(expected))
        if !(error <= worst) { (worst, place) = (error, index) }
        if worst.isNaN { break }
    }
    guard !ours.isEmpty else { return }
    #expect(
        worst <= bound, "\(what): error \(worst) at \(place), \(ours[place]) instead of \(reference[place])",
        sourceLocation: sourceLocation)
}
