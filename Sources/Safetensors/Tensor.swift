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
