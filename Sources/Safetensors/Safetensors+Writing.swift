import Formats
import Foundation

extension Safetensors {
    /// The content of a file with these tensors, in the order of their names; equal contents give equal bytes.
    public var bytes: [UInt8] {
        var entries: [String: CanonicalJSON] = [:]
        if !metadata.isEmpty { entries["__metadata__"] = .object(metadata.mapValues { .string($0) }) }
        var body: [UInt8] = []
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            let begin = body.count
            let type = Safetensors.append(tensor.values, to: &body)
            entries[name] = .object([
                "dtype": .string(type.rawValue),
                "shape": .array(tensor.shape.map { .integer(Int64($0)) }),
                "data_offsets": .array([.integer(Int64(begin)), .integer(Int64(body.count))]),
            ])
        }
        var header = Array(CanonicalJSON.object(entries).text.utf8)
        // The tensors begin at a multiple of eight.
        while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
        let length = UInt64(header.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header + body
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
