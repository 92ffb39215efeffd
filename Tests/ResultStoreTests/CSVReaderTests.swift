import Testing

@testable import ResultStore

@Suite struct CSVReaderTests {
    private func rows(_ text: String) throws -> [[String?]] {
        var reader = CSVReader(Array(text.utf8))
        var rows: [[String?]] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    @Test func tellsEmptyFromMissing() throws {
        #expect(try rows("a,,\"\"\n") == [["a", nil, ""]])
        #expect(
            try rows("\u{FEFF}a,b\r\n\r\n\"x\"\"y\",\"1\n2\"\rz,") == [["a", "b"], ["x\"y", "1\n2"], ["z", nil]])
        #expect(try rows("") == [])
    }

    @Test func namesTheLine() throws {
        #expect(throws: CSVReader.Problem(line: 2, detail: "a quote is not closed")) { try rows("a\n\"b\nc") }
        #expect(throws: CSVReader.Problem.self) { try rows("\"a\"b\n") }
        var reader = CSVReader([0x61, 0x2C, 0xFF, 0x0A])
        #expect(throws: CSVReader.Problem.self) { try reader.next() }
    }

    @Test func anyBytesGiveRowsOrAnError() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
                Array("a,\"\n\r\u{FF}".utf8).randomElement(using: &generator) ?? 0
            }
            var reader = CSVReader(bytes)
            while let row = try? reader.next() { #expect(!row.isEmpty) }
        }
    }
}
