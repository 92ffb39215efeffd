import Testing

@testable import Formats

@Suite struct TextEncodingTests {
    @Test func everyEncodingGivesTheSameText() throws {
        let text = "é,ü\n1,2\n"
        let latin: [UInt8] = [0xE9, 0x2C, 0xFC, 0x0A, 0x31, 0x2C, 0x32, 0x0A]
        let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        let expected = Array(text.utf8)
        #expect(try TextEncoding.unicode.utf8(expected) == expected)
        #expect(try TextEncoding.unicode.utf8([0xEF, 0xBB, 0xBF] + expected) == expected)
        #expect(try TextEncoding.unicode.utf8([0xFF, 0xFE] + little) == expected)
        #expect(try TextEncoding.unicode.utf8([0xFE, 0xFF] + big) == expected)
        #expect(try TextEncoding.utf16LittleEndian.utf8(little) == expected)
        #expect(try TextEncoding.utf16BigEndian.utf8(big) == expected)
        #expect(try TextEncoding.latin1.utf8(latin) == expected)
        #expect(try TextEncoding.windows1252.utf8([0x80, 0xE9]) == Array("€é".utf8))
    }

    @Test func whatIsNoTextIsRefusedWithItsLine() {
        #expect(
            throws: TextEncoding.Problem(
                line: 2, detail: "the text is not UTF-8; say what it is, as --encoding latin1")
        ) { try TextEncoding.unicode.utf8(Array("a\n".utf8) + [0x63, 0xE9, 0x0A]) }
        #expect(throws: TextEncoding.Problem.self) { try TextEncoding.unicode.utf8([0x61, 0, 0x62, 0]) }
        #expect(throws: TextEncoding.Problem.self) { try TextEncoding.unicode.utf8([0xFF, 0xFE, 0x00, 0xD8, 0x61, 0]) }
        #expect(throws: TextEncoding.Problem.self) { try TextEncoding.utf16BigEndian.utf8([1]) }
        #expect(throws: TextEncoding.Problem.self) { try TextEncoding.windows1252.utf8([0x81]) }
    }
}
