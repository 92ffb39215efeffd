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

        /// The number of outputs.
        public var outputs: Int {
            switch self {
            case .classes(_, let count), .labels(_, let count): count
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
        }
    }
}
