import Foundation
import Testing

@testable import Safetensors

/// Files of tensors: what is written reads back, and no input traps.
@Suite struct SafetensorsTests {
    static let sample: Safetensors = {
        var tensors: [String: Tensor] = [:]
        tensors["weights"] = Tensor(shape: [2, 3], values: .float32([1, -2.5, 3e-30, 0, -0.0, 1.2e-38]))
        tensors["classes"] = Tensor(shape: [4], values: .int64([0, -1, .max, .min]))
        tensors["means \"a\"\n"] = Tensor([0.1, -1e300])
        tensors["nothing"] = Tensor(shape: [0, 7], values: .float32([]))
        tensors["one"] = Tensor(shape: [], values: .float64([42]))
        return Safetensors(metadata: ["method": "snn", "note": "größer\u{1F40D}"], tensors: tensors)
    }()

    /// A file of a header as it stands and some bytes.
    static func file(_ header: String, _ body: [UInt8] = []) -> [UInt8] {
        let length = UInt64(header.utf8.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + body
    }

    /// Where the tensors begin.
    static func bodyStart(_ bytes: [UInt8]) -> Int {
        var length = 0
        for byte in bytes[..<8].reversed() { length = length << 8 | Int(byte) }
        return 8 + length
    }

    @Test func whatIsWrittenReadsBack() throws {
        let bytes = Self.sample.bytes
        #expect(try Safetensors(bytes: bytes) == Self.sample)
        #expect(bytes == Self.sample.bytes)
        #expect(Self.bodyStart(bytes) % 8 == 0)
        #expect(try Safetensors(bytes: Safetensors().bytes) == Safetensors())
    }

    @Test func everyElementType() throws {
        let entries: [(type: String, bytes: [UInt8], value: Double)] = [
            ("F64", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F], 1.5), ("F32", [0, 0, 0x20, 0xC0], -2.5),
            ("F16", [0x00, 0x3C], 1), ("F16", [0x01, 0x00], 0x1p-24), ("F16", [0xFF, 0x7B], 65504),
            ("F16", [0x00, 0xFC], -.infinity), ("F16", [0x55, 0x35], 0.333251953125), ("BF16", [0x80, 0xBF], -1),
            ("I64", [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], -2), ("I32", [0xFD, 0xFF, 0xFF, 0xFF], -3),
            ("I16", [0x00, 0x80], -32768), ("I8", [0x80], -128), ("U8", [0xFF], 255), ("BOOL", [1], 1),
        ]
        for entry in entries {
            let header =
                #"{"a":{"dtype":"\#(entry.type)","shape":[1],"data_offsets":[0,\#(entry.bytes.count)]}}"#
            let file = try Safetensors(bytes: Self.file(header, entry.bytes))
            #expect(file.tensors["a"]?.doubles == [entry.value], "\(entry.type)")
        }
    }

    @Test(arguments: [
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, 8, "8 bytes where shape and type need 4"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "the tensors need 8 bytes"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8, "the tensors need 4 bytes"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "begins at byte 4 where 0"),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            8, "begins at byte 4 where 8"
        ),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 8, "not a begin and an end"),
        (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "other than whole numbers"),
        (
            #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, 4, "beyond any memory"
        ),
        (
            #"{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,4]}}"#, 4, "need more"
        ),
        (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, 4, "whole numbers"),
        (#"{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,4]}}"#, 4, #"type "F4""#),
        (#"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, 4, "dtype is not a text"),
        (#"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#, 4, "shape is not a list"),
        (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4, "data_offsets is not a list"),
        (#"{"a":7}"#, 0, "dtype is not a text"),
        (#"{"__metadata__":{"a":1}}"#, 0, "not a text"),
        (#"{"__metadata__":[]}"#, 0, "not a JSON object"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{}}"#, 4, "twice"),
        ("[1]", 0, "not a JSON object"), ("{", 0, "not valid JSON"), ("", 0, "not valid JSON"),
    ])
    func hostileHeaders(_ header: String, _ bytes: Int, _ hint: String) {
        do {
            _ = try Safetensors(bytes: Self.file(header, Array(repeating: 0, count: bytes)))
            Issue.record("was read")
        } catch {
            #expect(error.description.contains(hint), "\(error)")
            #expect(!error.description.contains("\n"))
        }
    }

    @Test func wrongLengths() {
        #expect(throws: SafetensorsError.tooShort(bytes: 0, needed: 8)) { try Safetensors(bytes: []) }
        #expect(throws: SafetensorsError.tooShort(bytes: 9, needed: 10)) {
            try Safetensors(bytes: [2, 0, 0, 0, 0, 0, 0, 0, 0x7B])
        }
        #expect(throws: SafetensorsError.headerTooLong(bytes: .max)) {
            try Safetensors(bytes: Array(repeating: 255, count: 20))
        }
        #expect(throws: SafetensorsError.malformedHeader(reason: "it is not UTF-8 text")) {
            try Safetensors(bytes: [2, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFE])
        }
        #expect(throws: SafetensorsError.noAccess(file: "/missing.safetensors", reason: "there is no such file")) {
            try Safetensors(path: "/missing.safetensors")
        }
        for count in 0..<Self.sample.bytes.count {
            #expect(throws: SafetensorsError.self) { try Safetensors(bytes: Array(Self.sample.bytes[..<count])) }
        }
    }

    /// Ten thousand small changes: an error in one line or tensors that fit the file, never a trap.
    @Test func mutations() {
        var generator = SeededGenerator(seed: 5)
        let bytes = Self.sample.bytes
        let header = Self.bodyStart(bytes)
        var errors = 0
        for _ in 0..<10_000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let position = Int.random(in: 0..<min(header, changed.count), using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: changed[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: changed[position] = Array("0123456789[]{},:\"".utf8).randomElement(using: &generator) ?? 0
                case 2: changed.remove(at: position)
                default: changed.insert(changed[position], at: position)
                }
            }
            do {
                let file = try Safetensors(bytes: changed)
                for tensor in file.tensors.values { #expect(Tensor.count(of: tensor.shape) == tensor.count) }
            } catch {
                errors += 1
                #expect(!error.description.contains("\n") && error.description.utf8.count < 400)
            }
        }
        #expect(errors > 5_000)
    }

    @Test func numbersThatAreNone() {
        var file = Self.sample
        #expect(file.firstNotFinite == nil)
        file.tensors["z"] = Tensor([Float.infinity])
        file.tensors["y"] = Tensor([Double.nan])
        #expect(file.firstNotFinite == "y")
        #expect(Tensor(shape: [2], values: .float32([1])) == nil)
        #expect(Tensor(shape: [-1], values: .float32([])) == nil)
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
