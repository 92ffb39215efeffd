import Formats
import Foundation

extension Safetensors {
    /// The longest header that is read, as in the safetensors library.
    static let maximumHeaderBytes = 100_000_000

    /// Reads a file.
    ///
    /// - Parameter path: the path of the file.
    /// - Throws: `SafetensorsError`.
    public init(path: String) throws(SafetensorsError) {
        guard FileManager.default.fileExists(atPath: path) else {
            throw .noAccess(file: path, reason: "there is no such file")
        }
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .noAccess(file: path, reason: error.localizedDescription)
        }
        try self.init(bytes: Array(data))
    }

    /// Reads the content of a file.
    ///
    /// - Parameter bytes: the whole content.
    /// - Throws: `SafetensorsError` for anything that the format forbids; never traps.
    public init(bytes: [UInt8]) throws(SafetensorsError) {
        guard bytes.count >= 8 else { throw .tooShort(bytes: bytes.count, needed: 8) }
        let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(Safetensors.maximumHeaderBytes) else { throw .headerTooLong(bytes: length) }
        let start = 8 + Int(length)
        guard bytes.count >= start else { throw .tooShort(bytes: bytes.count, needed: start) }
        let entries = try Safetensors.header(bytes[8..<start])
        var metadata: [String: String] = [:]
        var layouts: [Layout] = []
        for (name, entry) in entries {
            if name == "__metadata__" {
                metadata = try Safetensors.metadata(entry)
            } else {
                layouts.append(try Layout(name, entry))
            }
        }
        layouts.sort { ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name) }
        var tensors: [String: Tensor] = [:]
        var position = 0
        for layout in layouts {
            guard layout.begin == position else {
                throw .wrongLayout(name: layout.name, expectedOffset: position, offset: layout.begin)
            }
            position = layout.end
            guard position <= bytes.count - start else {
                throw .wrongLength(bytes: bytes.count - start, expected: position)
            }
            tensors[layout.name] = Tensor(
                checkedShape: layout.shape,
                values: layout.type.values(bytes[start + layout.begin..<start + layout.end]))
        }
        guard position == bytes.count - start else {
            throw .wrongLength(bytes: bytes.count - start, expected: position)
        }
        self.init(metadata: metadata, tensors: tensors)
    }

    private static func header(_ bytes: ArraySlice<UInt8>) throws(SafetensorsError) -> [String: CanonicalJSON] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformedHeader(reason: "it is not UTF-8 text")
        }
        let header: CanonicalJSON
        do {
            header = try CanonicalJSON(parsing: text)
        } catch {
            throw .malformedHeader(reason: error.description)
        }
        guard case .object(let entries) = header else { throw .malformedHeader(reason: "it is not a JSON object") }
        return entries
    }

    private static func metadata(_ entry: CanonicalJSON) throws(SafetensorsError) -> [String: String] {
        guard case .object(let members) = entry else {
            throw .malformedHeader(reason: "__metadata__ is not a JSON object")
        }
        var metadata: [String: String] = [:]
        for (name, value) in members {
            guard case .string(let text) = value else {
                throw .malformedHeader(reason: "__metadata__ holds something that is not a text")
            }
            metadata[name] = text
        }
        return metadata
    }

    /// Where a tensor lies, as the header says.
    private struct Layout {
        let name: String
        let type: ElementType
        let shape: [Int]
        let begin: Int
        let end: Int

        init(_ name: String, _ entry: CanonicalJSON) throws(SafetensorsError) {
            func wrong(_ reason: String) -> SafetensorsError { .malformedTensor(name: name, reason: reason) }
            func integers(_ key: String) throws(SafetensorsError) -> [Int] {
                guard case .array(let values) = entry[key] else { throw wrong("\(key) is not a list") }
                let integers = values.compactMap { value -> Int? in
                    guard case .integer(let number) = value, number >= 0 else { return nil }
                    return Int(exactly: number)
                }
                guard integers.count == values.count else {
                    throw wrong("\(key) holds something other than whole numbers from 0")
                }
                return integers
            }
            guard let typeName = entry["dtype"]?.stringValue else { throw wrong("dtype is not a text") }
            guard let type = ElementType(rawValue: typeName) else {
                throw .unknownElementType(name: name, type: typeName)
            }
            let shape = try integers("shape")
            let offsets = try integers("data_offsets")
            guard offsets.count == 2, offsets[0] <= offsets[1] else {
                throw wrong("data_offsets are not a begin and an end")
            }
            guard let count = Tensor.count(of: shape) else { throw wrong("the shape is beyond any memory") }
            let (bytes, overflow) = count.multipliedReportingOverflow(by: type.byteCount)
            guard !overflow, bytes == offsets[1] - offsets[0] else {
                throw wrong(
                    "\(offsets[1] - offsets[0]) bytes where shape and type need \(overflow ? "more" : "\(bytes)")")
            }
            self.name = name
            self.type = type
            self.shape = shape
            begin = offsets[0]
            end = offsets[1]
        }
    }
}
