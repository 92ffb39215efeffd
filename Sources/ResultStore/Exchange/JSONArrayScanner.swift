import Formats

/// A walk through one JSON object of arrays of objects that reads an element at a time.
///
/// A whole document of facts as values would take many times its size in memory.
struct JSONArrayScanner {
    /// What is wrong, and where, in bytes from the start.
    struct Problem: Error {
        let offset: Int
        let reason: String
    }

    private let bytes: [UInt8]
    private var position: Int

    /// What stands under a name of the outer object.
    enum Member {
        /// An array: where it begins.
        case array(start: Int)
        /// Any other value.
        case value(CanonicalJSON)
    }

    /// Starts to read a text.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The members of the outer object; arrays are passed over.
    mutating func members() throws(Problem) -> [(name: String, member: Member)] {
        var members: [(name: String, member: Member)] = []
        try expect(UInt8(ascii: "{"))
        skipWhiteSpace()
        if current == UInt8(ascii: "}") {
            position += 1
        } else {
            while true {
                skipWhiteSpace()
                guard case .string(let name) = try value() else { throw error("expected a name in the object") }
                try expect(UInt8(ascii: ":"))
                skipWhiteSpace()
                if current == UInt8(ascii: "[") {
                    members.append((name, .array(start: position)))
                    try skipValue()
                } else {
                    members.append((name, .value(try value())))
                }
                skipWhiteSpace()
                guard current == UInt8(ascii: ",") else { break }
                position += 1
            }
            try expect(UInt8(ascii: "}"))
        }
        skipWhiteSpace()
        guard position == bytes.count else { throw error("text after the end of the object") }
        return members
    }

    /// Calls a body with each element of the array that begins at `start`.
    mutating func elements(
        from start: Int, _ body: (CanonicalJSON) throws(ResultStoreError) -> Void,
        failure: (Problem) -> ResultStoreError
    ) throws(ResultStoreError) {
        position = start + 1
        skipWhiteSpace()
        guard current != UInt8(ascii: "]") else { return }
        while true {
            let element: CanonicalJSON
            do { element = try value() } catch { throw failure(error) }
            try body(element)
            skipWhiteSpace()
            guard current == UInt8(ascii: ",") else { return }
            position += 1
        }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func error(_ reason: String) -> Problem { Problem(offset: position, reason: reason) }

    private mutating func skipWhiteSpace() {
        while let byte = current, JSONArrayScanner.isBlank(byte) { position += 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private mutating func expect(_ byte: UInt8) throws(Problem) {
        skipWhiteSpace()
        guard current == byte else { throw error("expected \(Character(Unicode.Scalar(byte)))") }
        position += 1
    }

    /// Reads the value that begins here.
    private mutating func value() throws(Problem) -> CanonicalJSON {
        skipWhiteSpace()
        let start = position
        try skipValue()
        guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
            throw Problem(offset: start, reason: "not UTF-8")
        }
        do {
            return try CanonicalJSON(parsing: text)
        } catch {
            throw Problem(offset: start + error.offset, reason: error.reason)
        }
    }

    /// Passes over a value by its brackets and quotes alone.
    private mutating func skipValue() throws(Problem) {
        var depth = 0
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""): try skipString()
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                position += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard depth > 0 else { return }
                depth -= 1
                position += 1
            case UInt8(ascii: ",") where depth == 0, UInt8(ascii: ":") where depth == 0: return
            case _ where depth == 0 && JSONArrayScanner.isBlank(byte): return
            default: position += 1
            }
            let isOver =
                depth == 0 && (byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}"))
            if isOver { return }
        }
        if depth > 0 { throw error("the text ends within a value") }
    }

    private mutating func skipString() throws(Problem) {
        position += 1
        while let byte = current {
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return }
        }
        position = bytes.count
        throw error("a string without an end")
    }
}
