import Formats
import Foundation

/// The content of a safetensors file: named tensors and some texts about them.
///
/// The format is that of the safetensors library: eight bytes with the length of a JSON header, the header, then the
/// tensors' little-endian bytes without gaps.
public struct Safetensors: Equatable, Sendable {
    /// What the writer says about the tensors.
    public var metadata: [String: String]
    /// The tensors by name.
    public var tensors: [String: Tensor]

    /// Puts together tensors and what is said about them.
    public init(metadata: [String: String] = [:], tensors: [String: Tensor] = [:]) {
        self.metadata = metadata
        self.tensors = tensors
    }

    /// The tensor of a name.
    ///
    /// - Throws: `SafetensorsError.missingTensor`.
    public func tensor(_ name: String) throws(SafetensorsError) -> Tensor {
        guard let tensor = tensors[name] else { throw .missingTensor(name: name) }
        return tensor
    }

    /// The name of a tensor with a number that is infinite or NaN, the first in order; nil where all are finite.
    public var firstNotFinite: String? {
        tensors.filter { !$0.value.isFinite }.keys.min()
    }
}

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
        let length = try Safetensors.headerLength(bytes[..<8])
        let start = 8 + length
        guard bytes.count >= start else { throw .tooShort(bytes: bytes.count, needed: start) }
        let (metadata, layouts) = try Safetensors.directory(bytes[8..<start], bodyBytes: bytes.count - start)
        var tensors: [String: Tensor] = [:]
        for layout in layouts {
            tensors[layout.name] = Tensor(
                checkedShape: layout.shape,
                values: layout.type.values(bytes[start + layout.begin..<start + layout.end]))
        }
        self.init(metadata: metadata, tensors: tensors)
    }

    /// The length of the header, as the first eight bytes of a file say it.
    static func headerLength(_ bytes: some BidirectionalCollection<UInt8>) throws(SafetensorsError) -> Int {
        let length = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(maximumHeaderBytes) else { throw .headerTooLong(bytes: length) }
        return Int(length)
    }

    /// What a header says: the metadata, and where each tensor lies, in the order of the file.
    ///
    /// - Parameters:
    ///   - bytes: the header.
    ///   - bodyBytes: the bytes that follow it, which the tensors fill without gap or overlap.
    static func directory(
        _ bytes: ArraySlice<UInt8>, bodyBytes: Int
    ) throws(SafetensorsError) -> (metadata: [String: String], layouts: [Layout]) {
        var metadata: [String: String] = [:]
        var layouts: [Layout] = []
        for (name, entry) in try header(bytes) {
            if name == "__metadata__" {
                metadata = try Safetensors.metadata(entry)
            } else {
                layouts.append(try Layout(name, entry))
            }
        }
        layouts.sort { ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name) }
        var position = 0
        for layout in layouts {
            guard layout.begin == position else {
                throw .wrongLayout(name: layout.name, expectedOffset: position, offset: layout.begin)
            }
            position = layout.end
            guard position <= bodyBytes else { throw .wrongLength(bytes: bodyBytes, expected: position) }
        }
        guard position == bodyBytes else { throw .wrongLength(bytes: bodyBytes, expected: position) }
        return (metadata, layouts)
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
    struct Layout {
        let name: String
        let type: ElementType
        let shape: [Int]
        let begin: Int
        let end: Int

        init(name: String, type: ElementType, shape: [Int], begin: Int, end: Int) {
            self.name = name
            self.type = type
            self.shape = shape
            self.begin = begin
            self.end = end
        }

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

extension Safetensors {
    /// The content of a file with these tensors, in the order of their names; equal contents give equal bytes.
    public var bytes: [UInt8] {
        var layouts: [Layout] = []
        var body: [UInt8] = []
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            let begin = body.count
            let type = Safetensors.append(tensor.values, to: &body)
            layouts.append(Layout(name: name, type: type, shape: tensor.shape, begin: begin, end: body.count))
        }
        return Safetensors.head(metadata, layouts) + body
    }

    /// The bytes before the first tensor: the length of the header and the header.
    static func head(_ metadata: [String: String], _ layouts: [Layout]) -> [UInt8] {
        var entries: [String: CanonicalJSON] = [:]
        if !metadata.isEmpty { entries["__metadata__"] = .object(metadata.mapValues { .string($0) }) }
        for layout in layouts {
            entries[layout.name] = .object([
                "dtype": .string(layout.type.rawValue),
                "shape": .array(layout.shape.map { .integer(Int64($0)) }),
                "data_offsets": .array([.integer(Int64(layout.begin)), .integer(Int64(layout.end))]),
            ])
        }
        var header = Array(CanonicalJSON.object(entries).text.utf8)
        // The tensors begin at a multiple of eight.
        while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
        let length = UInt64(header.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header
    }

    /// Writes a file, whole or not at all.
    ///
    /// - Parameter path: where the file goes; one that is there is replaced.
    /// - Throws: `SafetensorsError.noAccess`.
    public func write(to path: String) throws(SafetensorsError) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .noAccess(file: path, reason: error.localizedDescription)
        }
    }

    private static func append(_ values: Tensor.Values, to body: inout [UInt8]) -> ElementType {
        switch values {
        case .float32(let values):
            for value in values { append(value.bitPattern, to: &body) }
            return .float32
        case .float64(let values):
            for value in values { append(value.bitPattern, to: &body) }
            return .float64
        case .int64(let values):
            for value in values { append(UInt64(bitPattern: value), to: &body) }
            return .int64
        }
    }

    private static func append(_ word: some FixedWidthInteger, to body: inout [UInt8]) {
        withUnsafeBytes(of: word.littleEndian) { body.append(contentsOf: $0) }
    }
}

/// What is wrong with a safetensors file.
public enum SafetensorsError: ClassifiedError, Equatable, Sendable {
    /// The file cannot be read or written; the reason is the system's.
    case noAccess(file: String, reason: String)
    /// The file has fewer bytes than its length field or header need.
    case tooShort(bytes: Int, needed: Int)
    /// The header is longer than any that is sensible.
    case headerTooLong(bytes: UInt64)
    /// The header is not JSON of the form that the format asks for.
    case malformedHeader(reason: String)
    /// A tensor's entry in the header is wrong.
    case malformedTensor(name: String, reason: String)
    /// A tensor has a type of element that is not read.
    case unknownElementType(name: String, type: String)
    /// The tensors overlap, leave gaps or do not fill the file.
    case wrongLayout(name: String, expectedOffset: Int, offset: Int)
    /// The file ends before or after the last tensor.
    case wrongLength(bytes: Int, expected: Int)
    /// A tensor that is needed is not there.
    case missingTensor(name: String)
    /// The file does not end in a seal.
    case notSealed
    /// The bytes are not those that were sealed.
    case brokenSeal

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .noAccess: .inputOutput
        default: .badData
        }
    }

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .noAccess(let file, let reason):
            "cannot use \(file): \(reason)"
        case .tooShort(let bytes, let needed):
            "\(bytes) bytes are too few for a safetensors file whose header needs \(needed); is it cut off?"
        case .headerTooLong(let bytes):
            "the header would have \(bytes) bytes, at most \(Safetensors.maximumHeaderBytes) are read; is it a "
                + "safetensors file?"
        case .malformedHeader(let reason):
            "the header is wrong: \(reason); is it a safetensors file?"
        case .malformedTensor(let name, let reason):
            "tensor \"\(SafetensorsError.short(name))\": \(reason)"
        case .unknownElementType(let name, let type):
            "tensor \"\(SafetensorsError.short(name))\" has elements of type \"\(SafetensorsError.short(type))\"; read are "
                + ElementType.allCases.map(\.rawValue).joined(separator: ", ")
        case .wrongLayout(let name, let expectedOffset, let offset):
            "tensor \"\(SafetensorsError.short(name))\" begins at byte \(offset) where \(expectedOffset) is expected; "
                + "tensors follow each other without gap or overlap"
        case .wrongLength(let bytes, let expected):
            "the tensors need \(expected) bytes, the file has \(bytes) for them; is it cut off?"
        case .missingTensor(let name):
            "there is no tensor \"\(SafetensorsError.short(name))\""
        case .notSealed: "it does not end in a seal; was it written by this program?"
        case .brokenSeal: "its bytes are not those that were written"
        }
    }

    /// A text fit for a one-line message.
    private static func short(_ text: String) -> String { TerminalText.short(text, limit: 60) }
}
