/// A tensor of numbers, row-major.
public struct Tensor: Equatable, Sendable {
    /// The numbers, in one of the types that are kept apart.
    public enum Values: Equatable, Sendable {
        /// Single precision; half precision and bfloat16 are read as this.
        case float32([Float])
        /// Double precision.
        case float64([Double])
        /// Whole numbers; all shorter integers and truth values are read as this.
        case int64([Int64])
    }

    /// The length of each dimension; empty for a single number.
    public let shape: [Int]
    /// The numbers in row-major order, as many as the product of the shape.
    public let values: Values

    /// Makes a tensor, or nil where the number of values is not the product of the shape.
    public init?(shape: [Int], values: Values) {
        guard let count = Tensor.count(of: shape), count == values.count else { return nil }
        self.init(checkedShape: shape, values: values)
    }

    /// Makes a tensor of one dimension.
    public init(_ values: [Float]) { self.init(checkedShape: [values.count], values: .float32(values)) }

    /// Makes a tensor of one dimension.
    public init(_ values: [Double]) { self.init(checkedShape: [values.count], values: .float64(values)) }

    /// Makes a tensor whose number of values the caller has established.
    init(checkedShape shape: [Int], values: Values) {
        self.shape = shape
        self.values = values
    }

    /// The number of values.
    public var count: Int { values.count }

    /// The numbers in double precision.
    public var doubles: [Double] {
        switch values {
        case .float32(let values): values.map(Double.init)
        case .float64(let values): values
        case .int64(let values): values.map(Double.init)
        }
    }

    /// The numbers in single precision, rounded where they have more digits.
    public var floats: [Float] {
        switch values {
        case .float32(let values): values
        case .float64(let values): values.map { Float($0) }
        case .int64(let values): values.map { Float($0) }
        }
    }

    /// Whether no number is infinite or NaN.
    public var isFinite: Bool {
        switch values {
        case .float32(let values): values.allSatisfy(\.isFinite)
        case .float64(let values): values.allSatisfy(\.isFinite)
        case .int64: true
        }
    }

    /// The product of a shape; nil where a length is negative or the product beyond the range of integers.
    static func count(of shape: [Int]) -> Int? {
        var product = 1
        for length in shape {
            let (next, overflow) = product.multipliedReportingOverflow(by: length)
            guard length >= 0, !overflow else { return nil }
            product = next
        }
        return product
    }
}

extension Tensor.Values {
    /// The number of values.
    public var count: Int {
        switch self {
        case .float32(let values): values.count
        case .float64(let values): values.count
        case .int64(let values): values.count
        }
    }
}

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
