import Testing

@testable import Formats

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
        #expect(throws: CSVReader.Problem(line: 2, column: 1, detail: "a quote is not closed")) {
            try rows("a\n\"b\nc")
        }
        #expect(throws: CSVReader.Problem.self) { try rows("\"a\"b\n") }
        var reader = CSVReader([0x61, 0x2C, 0xFF, 0x0A])
        #expect(throws: CSVReader.Problem.self) { try reader.next() }
    }

    @Test func separatorsAndBlanks() throws {
        var reader = CSVReader(Array("a;b\n \t x ;\" y \";\n".utf8), separator: ";", trimsBlanks: true)
        #expect(try reader.next() == ["a", "b"])
        #expect(try reader.next() == ["x", " y ", nil])
        #expect(try reader.next() == nil && reader.line == 2)
        // Blanks before a quote are left out with the others; a separator that is a blank is none of them.
        reader = CSVReader(Array("1, \"u, v\" , \"a\"\n".utf8), trimsBlanks: true)
        #expect(try reader.next() == ["1", "u, v", "a"])
        reader = CSVReader(Array("1\t\t\"a\"\n".utf8), separator: "\t", trimsBlanks: true)
        #expect(try reader.next() == ["1", nil, "a"])
    }

    /// What the writer writes reads back, whatever the texts hold.
    @Test func whatIsWrittenReadsBack() throws {
        var generator = SeededGenerator(state: 5)
        let alphabet = Array("a,;\"\n\r \u{301}ä統".unicodeScalars)
        for _ in 0..<500 {
            let rows = (0..<3).map { _ in
                (0..<3).map { _ in
                    var text = String.UnicodeScalarView("x".unicodeScalars)
                    for _ in 0..<Int.random(in: 0...6, using: &generator) {
                        text.append(alphabet.randomElement(using: &generator) ?? "a")
                    }
                    return String(text)
                }
            }
            for quotesTexts in [false, true] {
                var writer = CSVWriter(separator: ";", quotesTexts: quotesTexts)
                rows.forEach { writer.appendRow($0) }
                var reader = CSVReader(writer.bytes, separator: ";")
                for row in rows {
                    let read = try #require(try reader.next()).map { $0 ?? "" }
                    #expect(read.map { Array($0.unicodeScalars) } == row.map { Array($0.unicodeScalars) })
                }
            }
        }
    }

    @Test func anyBytesGiveRowsOrAnError() {
        var generator = SeededGenerator(state: 3)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
                Array("a,\"\n\r\u{FF}".utf8).randomElement(using: &generator) ?? 0
            }
            var reader = CSVReader(bytes, trimsBlanks: bytes.count.isMultiple(of: 2))
            do throws(CSVReader.Problem) {
                while let row = try reader.next() { #expect(!row.isEmpty) }
            } catch {
                #expect(error.line >= 1 && error.column >= 1 && !error.detail.isEmpty)
            }
        }
    }
}
