import Foundation
import Testing

@testable import Safetensors

/// Sealed files: what is written reads back to the bit, and nothing else is taken for it.
@Suite struct SealedTensorsTests {
    private let tensors: [(name: String, shape: [Int], values: [Float])] = [
        ("layers.0.weight", [3, 2], [1, -2.5, 3e-30, 0, -0.0, 1.2e-38]), ("b", [3], [.infinity, .nan, -1]),
        ("nothing", [0], []),
    ]

    private func write(_ path: String) throws {
        let writer = try SealedTensorWriter(
            path: path, metadata: ["unit": "größer\u{1F40D}"],
            entries: tensors.map { .init(name: $0.name, shape: $0.shape) })
        for tensor in tensors { try tensor.values.withUnsafeBufferPointer { try writer.append($0) } }
        try writer.finish()
    }

    private func withFile(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try write(path)
        try body(path)
    }

    @Test func whatIsWrittenReadsBack() throws {
        try withFile { path in
            let reader = try SealedTensorReader(path: path)
            #expect(reader.metadata == ["unit": "größer\u{1F40D}"])
            #expect(reader.shapes == ["layers.0.weight": [3, 2], "b": [3], "nothing": [0]])
            for tensor in tensors {
                #expect(try reader.values(of: tensor.name).map(\.bitPattern) == tensor.values.map(\.bitPattern))
            }
            #expect(throws: SafetensorsError.missingTensor(name: "c")) { try reader.values(of: "c") }
            #expect(throws: SafetensorsError.missingTensor(name: "seal")) { try reader.values(of: "seal") }
            // Other readers of the format see the same tensors.
            let file = try Safetensors(path: path)
            #expect(file.tensors["layers.0.weight"]?.shape == [3, 2] && file.tensors.count == 4)
        }
    }

    /// Every truncation and every changed bit of a small file is found, and none traps.
    @Test func noOtherBytesAreTaken() throws {
        try withFile { path in
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            var taken = 0
            for count in 0..<whole.count {
                try whole.prefix(count).write(to: URL(fileURLWithPath: path))
                if (try? SealedTensorReader(path: path)) != nil { taken += 1 }
            }
            for index in whole.indices {
                var bytes = whole
                bytes[index] ^= 1 << (index % 8)
                try bytes.write(to: URL(fileURLWithPath: path))
                if (try? SealedTensorReader(path: path)) != nil { taken += 1 }
            }
            try (whole + [0]).write(to: URL(fileURLWithPath: path))
            if (try? SealedTensorReader(path: path)) != nil { taken += 1 }
            #expect(taken == 0)
        }
    }

    @Test func whatIsNoSealedFileIsSaidSo() throws {
        try withFile { path in
            try SafetensorsTests.sample.write(to: path)
            #expect(throws: SafetensorsError.notSealed) { try SealedTensorReader(path: path) }
            #expect(throws: SafetensorsError.self) { try SealedTensorReader(path: path + "/") }
            #expect(throws: SafetensorsError.self) {
                try SealedTensorReader(path: FileManager.default.temporaryDirectory.path)
            }
            #expect(throws: SafetensorsError.self) {
                try SealedTensorWriter(path: "/nowhere/at/all", metadata: [:], entries: [])
            }
        }
    }
}
