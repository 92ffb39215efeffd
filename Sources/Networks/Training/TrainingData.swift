import Formats
import Kernels

/// The rows that a network is trained, validated and tested on; shared by all runs, never changed.
public struct TrainingData: Sendable {
    /// What the network is to learn.
    public enum Targets: Sendable {
        /// One of `count` classes a row, 0 ..< count.
        case classes([Int32], count: Int)
        /// `count` labels a row, row by row: 1, 0 or -1 for a missing one.
        case labels([Float], count: Int)
        /// A number a row.
        case numbers(NumberTargets)

        /// Whether a number is to be predicted.
        public var areNumbers: Bool { if case .numbers = self { true } else { false } }

        /// The number of outputs.
        public var outputs: Int {
            switch self {
            case .classes(_, let count), .labels(_, let count): count
            case .numbers: 1
            }
        }
    }

    /// The features, row by row.
    public let features: [Float]
    /// The number of features.
    public let columns: Int
    /// The classes or labels of all rows.
    public let targets: Targets
    /// The training rows.
    public let training: [Int]
    /// The validation rows.
    public let validation: [Int]
    /// The test rows.
    public let test: [Int]
    /// The sizes of the images that the features are; nil where they are none.
    public let image: ImageShape?

    /// Puts together features, targets and one split.
    ///
    /// - Parameters:
    ///   - features: rows x columns values, row by row.
    ///   - columns: the number of features.
    ///   - targets: one class or `count` labels a row.
    ///   - training: the training rows, at least one.
    ///   - validation: the validation rows.
    ///   - test: the test rows.
    ///   - image: the sizes of the images that the features are; nil where they are none.
    public init(
        features: [Float], columns: Int, targets: Targets, training: [Int], validation: [Int], test: [Int],
        image: ImageShape? = nil
    ) {
        self.image = image
        self.features = features
        self.columns = columns
        self.targets = targets
        self.training = training
        self.validation = validation
        self.test = test
    }

    /// The shape of a network for these data.
    public var shape: NetworkShape {
        switch targets {
        case .classes(_, let count): NetworkShape(inputs: columns, outputs: count, loss: .softmax, image: image)
        case .labels(_, let count): NetworkShape(inputs: columns, outputs: count, loss: .sigmoid, image: image)
        case .numbers: NetworkShape(inputs: columns, outputs: 1, loss: .squaredError, image: image)
        }
    }
}

/// The numbers that are to be predicted, and the scale in which a network learns them.
public struct NumberTargets: Sendable {
    /// A map of numbers to mean 0 and standard deviation 1 over the training rows.
    public struct Scale: Sendable, Hashable {
        /// The mean.
        public let mean: Double
        /// The standard deviation (with n - 1), above 0.
        public let deviation: Double

        /// Makes a scale; nil where the numbers are of no use.
        public init?(mean: Double, deviation: Double) {
            guard mean.isFinite, deviation > 0, deviation.isFinite else { return nil }
            self.mean = mean
            self.deviation = deviation
        }

        /// Fits the scale to some numbers, adding up in their order; the deviation of equal ones is 1.
        public init(fitting numbers: [Double]) {
            let count = Double(max(numbers.count, 1))
            // In parts of the largest number, so that no sum overflows.
            let unit = numbers.reduce(0) { max($0, abs($1)) }
            let size = unit > 0 && unit.isFinite ? unit : 1
            let mean = numbers.reduce(0) { $0 + $1 / size } / count
            let squares = numbers.reduce(0) { $0 + ($1 / size - mean) * ($1 / size - mean) }
            let deviation = (squares / max(count - 1, 1)).squareRoot() * size
            self.mean = mean * size
            self.deviation = deviation > 0 && deviation.isFinite ? deviation : 1
        }

        /// A number in the scale that is learnt.
        public func scaled(_ number: Double) -> Float { Float((number - mean) / deviation) }

        /// The number that an output of the network means.
        public func number(_ output: Double) -> Double { mean + deviation * output }
    }

    /// The number of each row, as measured.
    public let values: [Double]
    /// The scale of the training rows.
    public let scale: Scale
    /// The number of each row in that scale.
    let scaled: [Float]

    /// Takes the numbers of all rows, and fits the scale to the training rows.
    public init(_ values: [Double], training: [Int]) {
        self.values = values
        let scale = Scale(fitting: training.map { values[$0] })
        self.scale = scale
        scaled = values.map { scale.scaled($0) }
    }
}
