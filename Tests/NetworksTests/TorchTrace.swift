import Foundation
import Testing

/// A trace of some training steps in PyTorch, read from a safetensors file.
///
/// `Fixtures/make_torch_fixtures.py` wrote the files and says what is in them.
struct TorchTrace: CustomTestStringConvertible {
    struct Tensor {
        let shape: [Int]
        let values: [Double]
    }

    let name: String
    let metadata: [String: String]
    let tensors: [String: Tensor]

    var testDescription: String { name }

    static let all: [TorchTrace] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "safetensors" }.sorted { $0.path < $1.path }
            .compactMap { try? TorchTrace($0) }
    }()

    init(_ url: URL) throws {
        name = url.deletingPathExtension().lastPathComponent
        let data = try Data(contentsOf: url)
        let length = data.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
        let header = try JSONSerialization.jsonObject(with: data.subdata(in: 8..<8 + length)) as? [String: Any]
        var metadata: [String: String] = [:]
        var tensors: [String: Tensor] = [:]
        for (key, value) in header ?? [:] {
            if key == "__metadata__" {
                metadata = value as? [String: String] ?? [:]
                continue
            }
            guard let entry = value as? [String: Any], let shape = entry["shape"] as? [Int],
                let offsets = entry["data_offsets"] as? [Int], let type = entry["dtype"] as? String
            else { continue }
            let bytes = data.subdata(in: 8 + length + offsets[0]..<8 + length + offsets[1])
            let values: [Double] = bytes.withUnsafeBytes { raw in
                let count = shape.reduce(1, *)
                return (0..<count).map {
                    type == "I64"
                        ? Double(raw.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self))
                        : Double(raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self))
                }
            }
            tensors[key] = Tensor(shape: shape, values: values)
        }
        self.metadata = metadata
        self.tensors = tensors
    }

    func number(_ key: String) -> Double { Double(metadata[key] ?? "") ?? .nan }
    func integer(_ key: String) -> Int { Int(metadata[key] ?? "") ?? 0 }
}
