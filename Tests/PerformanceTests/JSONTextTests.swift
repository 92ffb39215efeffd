import Foundation
import Testing

@testable import Performance

@Suite struct JSONTextTests {
    private func parsed(_ text: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    }

    @Test(arguments: [0, -1.5, 1e300, 1e-300, 152.25, 0.1])
    func numbers(_ number: Double) throws {
        #expect(try parsed(JSONText.number(number)) as? Double == number)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func numbersThatJSONHasNot(_ number: Double) {
        #expect(JSONText.number(number) == "null")
    }

    /// Every control character, quotes, backslashes, letters of other scripts and beyond the basic plane.
    @Test func strings() throws {
        var texts = (0..<0x80).compactMap { UnicodeScalar($0).map(String.init) }
        texts += ["", "a \"b\" \\ c", "\r\n", "\u{2028}é中\u{1F600}"]
        for text in texts {
            #expect(try parsed(JSONText.string(text)) as? String == text, "\(text.unicodeScalars.map(\.value))")
        }
    }

    @Test func objectsAndArrays() throws {
        #expect(JSONText.array([]) == "[]")
        #expect(try parsed(JSONText.array(["1", "2"])) as? [Int] == [1, 2])
        let object = JSONText.object([("a \"", "1"), ("b", JSONText.string("x"))])
        let members = try #require(try parsed(object) as? [String: Any])
        #expect(members["a \""] as? Int == 1 && members["b"] as? String == "x" && members.count == 2)
        #expect(try (parsed(JSONText.object([])) as? [String: Any])?.isEmpty == true)
    }
}
