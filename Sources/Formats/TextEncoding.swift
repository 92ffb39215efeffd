/// How the characters of a text are written as bytes.
public enum TextEncoding: String, CaseIterable, Sendable {
    /// UTF-8, or UTF-16 where a byte order mark says so.
    case unicode = "utf-8"
    /// UTF-16 with the least significant byte first, with or without a mark.
    case utf16LittleEndian = "utf-16le"
    /// UTF-16 with the most significant byte first, with or without a mark.
    case utf16BigEndian = "utf-16be"
    /// ISO 8859-1: each byte is the scalar of its value.
    case latin1
    /// Windows' code page 1252, which is ISO 8859-1 with letters and marks in place of most C1 controls.
    case windows1252 = "windows-1252"

    /// Why some bytes are no text of an encoding.
    public struct Problem: ClassifiedError, Equatable, Sendable {
        /// The line, from 1.
        public let line: Int
        /// What is wrong there and what to do.
        public let detail: String

        /// The kind of failure.
        public var kind: FailureKind { .badData }

        /// One line that says all of it.
        public var description: String { "line \(line): \(detail)" }
    }

    /// The same text in UTF-8, without a byte order mark.
    ///
    /// - Parameter bytes: the text in this encoding.
    /// - Throws: a ``Problem`` with the line of the first bytes that are none of its characters, or of a NUL.
    public func utf8(_ bytes: [UInt8]) throws(Problem) -> [UInt8] {
        switch self {
        case .unicode:
            if bytes.starts(with: [0xFF, 0xFE]) { return try Self.utf16(bytes.dropFirst(2), isBigEndian: false) }
            if bytes.starts(with: [0xFE, 0xFF]) { return try Self.utf16(bytes.dropFirst(2), isBigEndian: true) }
            let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
            try Self.checkUTF8(content)
            return content
        case .utf16LittleEndian:
            return try Self.utf16(
                bytes.starts(with: [0xFF, 0xFE]) ? bytes.dropFirst(2) : bytes[...], isBigEndian: false)
        case .utf16BigEndian:
            return try Self.utf16(
                bytes.starts(with: [0xFE, 0xFF]) ? bytes.dropFirst(2) : bytes[...], isBigEndian: true)
        case .latin1: return try Self.singleBytes(bytes) { UInt32($0) }
        case .windows1252:
            return try Self.singleBytes(bytes) { (0x80...0x9F).contains($0) ? Self.marks[Int($0) - 0x80] : UInt32($0) }
        }
    }

    /// The scalars of bytes 0x80 to 0x9F in code page 1252; 0 where a byte has none.
    private static let marks: [UInt32] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
        0x0178,
    ]

    private static func checkUTF8(_ bytes: [UInt8]) throws(Problem) {
        if let offset = bytes.firstIndex(of: 0) {
            throw problem(
                "there is a NUL; a text in UTF-16 without a mark is read with --encoding utf-16le", at: offset,
                in: bytes)
        }
        // Line by line, so that a large text is not copied to be checked.
        for line in bytes.split(separator: 0x0A) where line.contains(where: { $0 >= 0x80 }) {
            guard String(validating: line, as: UTF8.self) == nil else { continue }
            throw problem(
                "the text is not UTF-8; say what it is, as --encoding latin1", at: line.startIndex, in: bytes)
        }
    }

    private static func singleBytes(_ bytes: [UInt8], _ scalar: (UInt8) -> UInt32) throws(Problem) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        for (offset, byte) in bytes.enumerated() {
            if byte != 0, byte < 0x80 {
                result.append(byte)
                continue
            }
            guard let found = Unicode.Scalar(scalar(byte)), found.value != 0 else {
                throw problem("byte \(byte) is no character of this encoding", at: offset, in: bytes)
            }
            result.append(contentsOf: String(Character(found)).utf8)
        }
        return result
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) throws(Problem) -> [UInt8] {
        guard bytes.count.isMultiple(of: 2) else {
            throw Problem(line: 1, detail: "a text in UTF-16 has an even number of bytes, this one has \(bytes.count)")
        }
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for index in stride(from: bytes.startIndex, to: bytes.endIndex, by: 2) {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(isBigEndian ? first << 8 | second : second << 8 | first)
        }
        guard !units.contains(0), let text = String(validating: units, as: UTF16.self) else {
            let line = 1 + units.prefix { $0 != 0 }.count { $0 == 0x0A }
            throw Problem(line: line, detail: "the text is not UTF-16 from here on; save it as UTF-8")
        }
        return Array(text.utf8)
    }

    private static func problem(_ detail: String, at offset: Int, in bytes: [UInt8]) -> Problem {
        Problem(line: 1 + bytes[..<offset].count { $0 == 0x0A }, detail: detail)
    }
}
