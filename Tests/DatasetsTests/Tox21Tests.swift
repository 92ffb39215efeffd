import Foundation
import Testing

@testable import Datasets

@Suite("Tox21")
struct Tox21Tests {
    @Test func portableMathAgreesWithTheCLibrary() {
        var generator = SeededGenerator(seed: 6)
        var wrong: [Double] = []
        for _ in 0..<100_000 {
            let x = Double.random(in: -30...30, using: &generator)
            if abs(PortableMath.tanh(x) - tanh(x)) >= 4e-16 || abs(PortableMath.exp(x) / exp(x) - 1) >= 2e-15 {
                wrong.append(x)
            }
            let positive = exp(Double.random(in: 0...80, using: &generator))
            let error = abs(PortableMath.log10(positive) - log10(positive))
            if error > 1e-15 * max(1, log10(positive)) { wrong.append(positive) }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
        let limits = [0, 1e9, -1e9].map { PortableMath.tanh($0) }
        #expect(limits == [0, 1, -1])
        #expect(PortableMath.log10(1) == 0)
        #expect(PortableMath.exp(-1e9) == 0 && PortableMath.exp(1e9) == .infinity)
    }

    @Test func quantiles() {
        // numpy.percentile of these is 1.75, 2.5 and 3.25.
        let found = [0.25, 0.5, 0.75].map { Tox21Preprocessing.quantile($0, of: [1, 2, 3, 4]) }
        #expect(found == [1.75, 2.5, 3.25])
        #expect(Tox21Preprocessing.quantile(0.5, of: [7]) == 7)
    }

    @Test func hostileMatrices() {
        let text = Array("%%MatrixMarket matrix coordinate integer general\n3 4 2\n1 1 5\n3 4 1\n".utf8)
        #expect(throws: Never.self) { try SparseMatrix(NamedBytes(name: "m", bytes: text)) }
        var generator = SeededGenerator(seed: 7)
        var refused = 0
        for _ in 0..<20_000 {
            do {
                let matrix = try SparseMatrix(
                    NamedBytes(name: "m", bytes: generator.mutate(text, alphabet: Array("0123456789 \n%-".utf8))))
                for entry in matrix.entries {
                    #expect(entry.row >= 0 && Int(entry.row) < matrix.rows && Int(entry.column) < matrix.columns)
                }
            } catch {
                refused += 1
            }
        }
        #expect(refused > 5000)
    }

    @Test func hostileTables() {
        let text = Array("\"\",\"a\",\"b\"\n\"x\",1,NA\n\"y\",0,1.5\n".utf8)
        #expect(throws: Never.self) { try IdentifiedTable(NamedBytes(name: "t", bytes: text)) }
        var generator = SeededGenerator(seed: 8)
        var refused = 0
        for _ in 0..<20_000 {
            do {
                let table = try IdentifiedTable(
                    NamedBytes(name: "t", bytes: generator.mutate(text, alphabet: Array("019NA,\n\"x.-\r".utf8))))
                #expect(table.values.count == table.names.count * table.columns.count)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 5000)
    }
}
