import Formats
import Testing

/// The reader of JSON and JSON5.
@Suite struct JSONReaderTests {
    private func read(_ text: String, _ dialect: JSONReader.Dialect = .json) throws(CanonicalJSONError) -> String {
        try CanonicalJSON(parsing: text, as: dialect).text
    }

    @Test(arguments: [
        ("-0", "0"), ("-9223372036854775808", "-9223372036854775808"), ("9223372036854775807", "9223372036854775807"),
        ("9223372036854775808", "9223372036854776000"), ("1E400e", nil), ("[1,]", nil), ("[,1]", nil), ("nullx", nil),
        ("{\"b\":1,\"a\":[true,false,null]}", "{\"a\":[true,false,null],\"b\":1}"), ("'a'", nil), ("/**/1", nil),
    ])
    func json(_ text: String, _ expected: String?) { #expect((try? read(text)) == expected) }

    @Test(arguments: [
        ("{a: 1, 'b-c': +2, /* x */ $d_: [.5, 5., 0x1F,],}", "{\"$d_\":[0.5,5,31],\"a\":1,\"b-c\":2}"),
        ("'it\\'s \\x41\\\n\\0'", "\"it's A\\u0000\""), ("// x\n\u{2003}[\u{A0}1]", "[1]"), ("{a-b: 1}", nil),
        ("{1a: 2}", nil), ("/* x", nil), ("[1,,]", nil), ("inf", nil), ("0x", nil), ("01", nil),
    ])
    func json5(_ text: String, _ expected: String?) { #expect((try? read(text, .json5)) == expected) }

    @Test func numbersThatPythonWrites() throws {
        let value = try CanonicalJSON(parsing: "[NaN, Infinity, -Infinity]", as: .jsonWithNonFinite)
        guard case .array(let values) = value else { return #expect(Bool(false)) }
        #expect(values[0].doubleValue?.isNaN == true && values[1] == .number(.infinity))
        #expect(values[2] == .number(-.infinity))
        #expect(throws: CanonicalJSONError.self) { try read("NaN") }
    }

    @Test func errorsNameLineAndColumn() {
        let error = #expect(throws: CanonicalJSONError.self) { try read("{\n  \"ä\": x\n}") }
        #expect(error?.line == 2 && error?.column == 8 && error?.offset == 10)
        #expect(error?.description == "not valid JSON at line 2, column 8: \"x\" is no value; texts stand in quotes")
    }

    /// Every control character, quotes, backslashes, letters of other scripts and beyond the basic plane, in both forms.
    @Test func textsReadBack() throws {
        var texts = (0..<0x80).compactMap { UnicodeScalar($0).map(String.init) }
        texts += ["", "a \"b\" \\ c", "\r\n", "\u{2028}é中\u{1F600}"]
        let value = CanonicalJSON.object([
            "texts": .array(texts.map { .string($0) }), "rows": [[1, 2.5], []], "none": [:],
        ])
        #expect(try CanonicalJSON(parsing: value.text) == value)
        #expect(try CanonicalJSON(parsing: value.indentedText) == value)
    }

    @Test func elementsOneByOne() throws {
        var reader = JSONReader(Array("{\"skip\": [1, {\"a\": \"\\n\"}], \"sum\": [1, 2, 3]}".utf8))
        try reader.beginObject()
        var sum = 0.0
        var start = 0
        while let name = try reader.nextName() {
            guard name == "sum" else {
                try reader.skip()
                continue
            }
            start = reader.position
            try reader.beginArray()
            while try reader.nextElement() { sum += try reader.number().doubleValue ?? 0 }
        }
        try reader.end()
        #expect(sum == 6)
        var again = JSONReader(Array("{\"skip\": [1, {\"a\": \"\\n\"}], \"sum\": [1, 2, 3]}".utf8), at: start)
        #expect(try again.value() == [1, 2, 3])
    }

    /// Any bytes are read, or refused at a place; what is read as JSON is read as JSON5 too, and means the same.
    @Test func mutations() throws {
        let seeds = [
            #"{"a":[1,-2.5e3,"\u00e4\ud83d\ude00",null,true],"b":{"c":""}}"#,
            "{a: .5, 'b': [0x1F, +1, Infinity,], /* c */ // d\n \"e\": '\\x41\\\n'}",
        ]
        var generator = SeededGenerator(state: 17)
        let alphabet = Array("{}[]:,'\"\\/*-+.0123456789eEINux\n\r \u{0}\u{A0}".utf8)
        for round in 0..<6000 {
            var bytes = Array(seeds[round % 2].utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = alphabet.randomElement(using: &generator) ?? 0
                case 1: bytes.insert(alphabet.randomElement(using: &generator) ?? 0, at: place)
                default: bytes.remove(at: place)
                }
            }
            for dialect in [JSONReader.Dialect.json, .jsonWithNonFinite, .json5] {
                do throws(CanonicalJSONError) {
                    let value = try CanonicalJSON(parsing: bytes, as: dialect)
                    #expect(try CanonicalJSON(parsing: value.text).text == value.text)
                    if dialect == .json { #expect(try CanonicalJSON(parsing: bytes, as: .json5) == value) }
                } catch {
                    #expect((0...bytes.count).contains(error.offset) && error.line > 0 && error.column > 0)
                    let isOneLine = !error.description.contains { $0.isNewline }
                    #expect(isOneLine)
                }
            }
        }
    }
}
