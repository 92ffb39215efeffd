/// How fast a results file's units were trained, worked out by who asks for the report.
public struct TrainingSpeeds: Equatable, Sendable {
    /// Floating-point operations a second of one core, by method.
    public let operationsASecond: [String: Double]
    /// The peak of a core of the machine that trained, in operations a second; `nil` where nobody says it.
    public let peak: Double?

    /// Names speeds.
    ///
    /// - Parameters:
    ///   - operationsASecond: floating-point operations a second of one core, by method.
    ///   - peak: the peak of a core of the machine that trained, in operations a second.
    public init(operationsASecond: [String: Double] = [:], peak: Double? = nil) {
        self.operationsASecond = operationsASecond
        self.peak = peak
    }
}
