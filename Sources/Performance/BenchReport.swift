import Formats

/// What a benchmark of the kernels and networks measured.
public struct BenchReport: Sendable, Hashable {
    /// The median of the peaks measured along the way, in billions of operations a second.
    public var peakGflops: Double = 0
    /// The vector instructions that the kernels use.
    public var instructionSet: String
    /// The matrix products.
    public var products: [ProductMeasurement] = []
    /// The training steps.
    public var steps: [StepMeasurement] = []

    /// Makes a report without measurements.
    public init(instructionSet: String) {
        self.instructionSet = instructionSet
    }

    /// The report as a JSON object with the keys `peakGflops`, `instructionSet`, `products` and `steps`.
    public var json: String {
        CanonicalJSON.object([
            "peakGflops": .number(peakGflops), "instructionSet": .string(instructionSet),
            "products": .array(products.map(Self.object)), "steps": .array(steps.map(Self.object)),
        ]).indentedText
    }

    private static func object(_ product: ProductMeasurement) -> CanonicalJSON {
        [
            "shape": .string(product.shape.rawValue), "width": .integer(Int64(product.width)),
            "batch": .integer(Int64(product.batch)), "milliseconds": .number(product.milliseconds),
            "gflops": .number(product.gflops), "shareOfPeak": .number(product.shareOfPeak),
        ]
    }

    private static func object(_ step: StepMeasurement) -> CanonicalJSON {
        [
            "method": .string(step.method), "width": .integer(Int64(step.width)), "depth": .integer(Int64(step.depth)),
            "batch": .integer(Int64(step.batch)), "milliseconds": .number(step.milliseconds),
            "gflops": .number(step.gflops), "shareOfPeak": .number(step.shareOfPeak),
        ]
    }
}
