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
        """
        {
          "peakGflops": \(JSONText.number(peakGflops)),
          "instructionSet": \(JSONText.string(instructionSet)),
          "products": \(JSONText.array(products.map(object))),
          "steps": \(JSONText.array(steps.map(object)))
        }

        """
    }

    private func object(_ product: ProductMeasurement) -> String {
        JSONText.object([
            ("shape", JSONText.string(product.shape.rawValue)), ("width", String(product.width)),
            ("batch", String(product.batch)), ("milliseconds", JSONText.number(product.milliseconds)),
            ("gflops", JSONText.number(product.gflops)), ("shareOfPeak", JSONText.number(product.shareOfPeak)),
        ])
    }

    private func object(_ step: StepMeasurement) -> String {
        JSONText.object([
            ("method", JSONText.string(step.method)), ("width", String(step.width)), ("depth", String(step.depth)),
            ("batch", String(step.batch)), ("milliseconds", JSONText.number(step.milliseconds)),
            ("gflops", JSONText.number(step.gflops)), ("shareOfPeak", JSONText.number(step.shareOfPeak)),
        ])
    }
}
