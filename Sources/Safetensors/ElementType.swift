/// The element types of safetensors files that are read.
enum ElementType: String, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint8 = "U8"
    case boolean = "BOOL"

    /// The bytes of an element.
    var byteCount: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16, .int16: 2
        case .int8, .uint8, .boolean: 1
        }
    }

    /// Reads elements from little-endian bytes, whole elements only.
    func values(_ bytes: ArraySlice<UInt8>) -> Tensor.Values {
        switch self {
        case .float64: .float64(elements(bytes, UInt64.self) { Double(bitPattern: $0) })
        case .float32: .float32(elements(bytes, UInt32.self) { Float(bitPattern: $0) })
        case .float16: .float32(elements(bytes, UInt16.self, ElementType.float(half:)))
        case .bfloat16: .float32(elements(bytes, UInt16.self) { Float(bitPattern: UInt32($0) << 16) })
        case .int64: .int64(elements(bytes, UInt64.self) { Int64(bitPattern: $0) })
        case .int32: .int64(elements(bytes, UInt32.self) { Int64(Int32(bitPattern: $0)) })
        case .int16: .int64(elements(bytes, UInt16.self) { Int64(Int16(bitPattern: $0)) })
        case .int8: .int64(bytes.map { Int64(Int8(bitPattern: $0)) })
        case .uint8: .int64(bytes.map { Int64($0) })
        case .boolean: .int64(bytes.map { $0 == 0 ? 0 : 1 })
        }
    }

    private func elements<Word: FixedWidthInteger, Value>(
        _ bytes: ArraySlice<UInt8>, _: Word.Type, _ convert: (Word) -> Value
    ) -> [Value] {
        stride(from: bytes.startIndex, to: bytes.endIndex, by: byteCount).map { start in
            var word: Word = 0
            for index in (start..<start + byteCount).reversed() {
                word = word << 8 | Word(truncatingIfNeeded: bytes[index])
            }
            return convert(word)
        }
    }

    /// The number that sixteen bits stand for in IEEE half precision.
    static func float(half bits: UInt16) -> Float {
        let sign: Float = bits & 0x8000 == 0 ? 1 : -1
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Float(bits & 0x3FF)
        switch exponent {
        case 0: return sign * fraction * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default: return sign * (1024 + fraction) * Float(sign: .plus, exponent: exponent - 25, significand: 1)
        }
    }
}
