import Foundation
import Testing

@testable import Datasets

@Suite("Tox21")
struct Tox21Tests {
    /// Eight training and two test compounds with two dense and three sparse features.
    static func tiny(_ layout: TaskLayout) -> (entry: TaskEntry, contents: [[UInt8]]) {
        var files: [(name: String, text: String)] = []
        for (part, names) in [("train", (0..<8).map { "c\($0)" }), ("test", ["t0", "t1"])] {
            let rows = names.enumerated()
            let dense = rows.map { "\"\($1)\",\($0 * $0 * 9),\(Double($0) / 4)\n" }.joined()
            files.append(("tox21_dense_\(part).csv.gz", "\"\",\"a\",\"b\"\n" + dense))
            let entries = names.indices.map { "\($0 + 1) \($0 % 3 + 1) \($0 + 1)\n" }.joined()
            files.append(
                (
                    "tox21_sparse_\(part).mtx.gz",
                    "%%MatrixMarket matrix coordinate integer general\n\(names.count) 3 \(names.count)\n" + entries
                ))
            let labels = rows.map { "\"\($1)\",\($0 % 2),\($0 % 3 == 0 ? "NA" : "1")\n" }.joined()
            files.append(("tox21_labels_\(part).csv.gz", "\"\",\"x\",\"y\"\n" + labels))
            files.append(("tox21_sparse_rownames_\(part).txt.gz", names.joined(separator: "\n") + "\n"))
        }
        files.append(("tox21_compoundData.csv", "ID,CVfold\nc0,1\nc1,5\nc2,NA\nc3,2\nc4,5\n"))
        let unused = [TaskLayout.tox21Dense: "_sparse_", .tox21Sparse: "_dense_"][layout] ?? "none"
        let used = files.filter { !$0.name.contains(unused) }
        let features = [TaskLayout.tox21Dense: 2, .tox21Sparse: 3][layout] ?? 5
        return (
            HostileFilesTests.entry(
                layout, used.map(\.name), TaskShape(rows: 10, features: features, outputs: 2)),
            used.map { Array($0.text.utf8) }
        )
    }

    static func load(_ layout: TaskLayout, change: (inout [[UInt8]], TaskEntry) -> Void = { _, _ in }) throws
        -> LearningTask
    {
        var (entry, contents) = tiny(layout)
        change(&contents, entry)
        return try TaskLoader.load(
            entry, files: zip(entry.members, contents).map { NamedBytes(name: $0.fileName, bytes: $1) })
    }

    @Test func denseAndSparseAreThePartsOfBoth() throws {
        let both = try Self.load(.tox21)
        let dense = try Self.load(.tox21Dense)
        let sparse = try Self.load(.tox21Sparse)
        #expect(both.features.columns == 5 && dense.features.columns == 2 && sparse.features.columns == 3)
        for row in 0..<10 {
            #expect(Array(both.features.row(row)) == Array(dense.features.row(row)) + Array(sparse.features.row(row)))
        }
        #expect(both.targets == dense.targets && both.targets == sparse.targets)
        #expect(both.splits == dense.splits && both.splits == sparse.splits)
        #expect(both.splits[0].validation == [1, 4] && both.splits[0].test == [8, 9])
        #expect(Set([both, dense, sparse].map(\.contentDigest)).count == 3)
    }

    @Test(arguments: [TaskLayout.tox21, .tox21Dense, .tox21Sparse])
    func rowsInAnotherOrderAreRefused(layout: TaskLayout) {
        #expect(throws: DatasetError.self) {
            try Self.load(layout) { contents, entry in
                guard let labels = entry.members.firstIndex(where: { $0.fileName.contains("labels_train") }) else {
                    return
                }
                let text = String(decoding: contents[labels], as: UTF8.self)
                contents[labels] = Array(
                    text.replacing("\"c0\"", with: "\"c\"").replacing("\"c1\"", with: "\"c0\"")
                        .replacing("\"c\"", with: "\"c1\"").utf8)
            }
        }
    }

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
