import Testing

@testable import Kernels

@Suite struct ColumnCopyTests {
    @Test(arguments: [1, 15, 16, 17, 40])
    func copiesTheRowsInUse(_ columns: Int) {
        let matrix = Matrix(rows: 19, columns: columns)
        for row in 0..<19 {
            for column in 0..<columns { matrix[row, column] = Float(row * 100 + column) }
        }
        matrix.useRows(18)
        var values = [Float](repeating: -1, count: 18)
        for column in 0..<columns {
            matrix.copyColumn(column, into: &values)
            #expect(values == (0..<18).map { matrix[$0, column] })
        }
    }
}
