import Formats
import Foundation

/// A small file of settings in JSON5: JSON with comments, names without quotes and commas at the end of lists.
struct SettingsFile {
    /// The path, as messages show it.
    let path: String
    /// The object that the file is.
    let root: SettingsValue
    private let bytes: [UInt8]
    /// Where each value begins, by its path: names and indices, each after a slash.
    private let offsets: [String: Int]

    /// The largest file that is read.
    private static let maximumBytes = 1 << 20

    /// Reads a file.
    init(path: String) throws(SettingsError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw SettingsError(file: path, line: nil, problem: "there is no such file", kind: .inputOutput)
        }
        guard !isFolder.boolValue else {
            throw SettingsError(file: path, line: nil, problem: "it is a folder", kind: .inputOutput)
        }
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            data = try handle.read(upToCount: Self.maximumBytes + 1) ?? Data()
        } catch {
            throw SettingsError(
                file: path, line: nil, problem: "it cannot be read: \(error.localizedDescription)", kind: .inputOutput)
        }
        try self.init(path: path, data: data)
    }

    /// Reads the content of a file.
    init(path: String, data: Data) throws(SettingsError) {
        self.path = path
        func wrong(_ problem: String, line: Int? = nil) -> SettingsError {
            SettingsError(file: path, line: line, problem: problem)
        }
        guard data.count <= Self.maximumBytes else { throw wrong("it is larger than any method or grid, over 1 MB") }
        bytes = [UInt8](data)
        guard String(validating: bytes, as: UTF8.self) != nil else { throw wrong("it is not UTF-8 text") }
        var offsets: [String: Int] = [:]
        do throws(CanonicalJSONError) {
            var reader = JSONReader(bytes, dialect: .json5)
            root = try Self.value(&reader, at: "", &offsets)
            try reader.end()
        } catch {
            throw wrong("\(error.reason) (the format is JSON5)", line: error.line)
        }
        self.offsets = offsets
        guard case .object = root else {
            throw wrong("it holds \(root.kind), not an object in braces { }", line: line(of: ""))
        }
    }

    /// An error about the value of a path.
    func error(at path: String, _ problem: String) -> SettingsError {
        SettingsError(file: self.path, line: line(of: path), problem: problem)
    }

    /// The column of a character of a text, counted from 1: that of what was written, where a text has escapes.
    ///
    /// - Parameters:
    ///   - index: the character, counted from 0.
    ///   - path: the path of the text.
    func column(ofCharacter index: Int, inTextAt path: String) -> Int? {
        guard let start = offsets[path] else { return nil }
        // Behind the quote.
        var place = start + 1
        var left = index
        while left > 0, place < bytes.count {
            if bytes[place] == UInt8(ascii: "\\"), place + 1 < bytes.count {
                let digits: [UInt8: Int] = [UInt8(ascii: "u"): 4, UInt8(ascii: "x"): 2]
                if bytes[place + 1] != 0x0A { left -= 1 }
                place += 2 + (digits[bytes[place + 1]] ?? 0)
            } else {
                left -= 1
                place += 1
                while place < bytes.count, bytes[place] & 0xC0 == 0x80 { place += 1 }
            }
        }
        return TextPlace(of: place, in: bytes).column
    }

    /// Whether a value stands before another, by lines and then by names.
    func precedes(_ first: String, _ second: String) -> Bool {
        (line(of: first) ?? 0, first) < (line(of: second) ?? 0, second)
    }

    /// The line of a value, or of the innermost object around it that has one.
    private func line(of path: String) -> Int? {
        var path = path[...]
        while true {
            if let offset = offsets[String(path)] { return TextPlace(of: offset, in: bytes).line }
            guard let slash = path.lastIndex(of: "/") else { return nil }
            path = path[..<slash]
        }
    }

    /// Reads a value and notes where it and what it holds begin.
    private static func value(
        _ reader: inout JSONReader, at path: String, _ offsets: inout [String: Int]
    ) throws(CanonicalJSONError) -> SettingsValue {
        let kind = try reader.kind()
        offsets[path] = reader.position
        switch kind {
        case .object:
            var members: [String: SettingsValue] = [:]
            try reader.beginObject()
            while let name = try reader.nextName() {
                guard members[name] == nil else {
                    throw reader.error("\(SettingsError.quoted(name)) is there twice")
                }
                members[name] = try value(&reader, at: path + "/" + name, &offsets)
            }
            return .object(members)
        case .array:
            var values: [SettingsValue] = []
            try reader.beginArray()
            while try reader.nextElement() {
                values.append(try value(&reader, at: path + "/\(values.count)", &offsets))
            }
            return .list(values)
        case .string: return .text(try reader.string())
        case .number: return .number(try reader.number().doubleValue ?? .nan)
        case .boolean: return .boolean(try reader.boolean())
        case .null:
            try reader.null()
            return .null
        }
    }
}
