import Datasets
import Kernels
import Networks
import Traces

/// Mean and variance of the activations of each layer, before and after a training.
public struct ActivationProfile: Sendable {
    /// In which mode the training rows pass the network.
    public enum Mode: String, Sendable, CaseIterable {
        /// No dropout, running statistics of batch normalisation.
        case inference
        /// With dropout, statistics of each batch.
        case training
    }

    /// Mean and variance over all rows and units of a layer.
    public struct Moments: Sendable, Equatable {
        /// The mean.
        public let mean: Double
        /// The variance, of all rows and units together, divided by their number.
        public let variance: Double

        /// Makes moments.
        public init(mean: Double, variance: Double) {
            self.mean = mean
            self.variance = variance
        }
    }

    /// The moments of the inputs, then of each hidden layer or block, with the initial parameters.
    public let initial: [Moments]
    /// The same after training; of a training that diverged, where it ended.
    public let final: [Moments]
    /// The moments of each feature map with the initial parameters, by layer as above; of layers that are no convolution none.
    public let initialMaps: [[Moments]]
    /// The same after training.
    public let finalMaps: [[Moments]]
    /// How the training ended.
    public let ending: TrainingResult.Ending

    /// Trains a unit and measures its activations on the training rows.
    ///
    /// - Parameters:
    ///   - unit: the unit.
    ///   - task: its task.
    ///   - split: its split.
    ///   - mode: the mode in which the rows pass.
    ///   - stop: ends the training at the next step.
    /// - Throws: `RecordError` where the unit trains no network, `ConvolutionError` where the task's features are no images that fit.
    public init(unit: Unit, task: LearningTask, split: Split, mode: Mode, stop: StopFlag) throws {
        let plan = try unit.trainingPlan()
        let data = TrainingData(task, split, variant: unit.trainingProtocol.data)
        _ = try plan.method.images(data.shape)
        // A pass in training mode moves running statistics, so the first one has a network of its own.
        let untrained = Network(
            method: plan.method, hyperparameters: plan.hyperparameters, shape: data.shape,
            batchSize: max(1, plan.batchSize))
        untrained.initialize(key: plan.key)
        (initial, initialMaps) = ActivationProfile.moments(untrained, plan, data, mode)
        let run = TrainingRun(plan: plan, data: data)
        ending = run.run { stop.isRaised }.ending
        (final, finalMaps) = ActivationProfile.moments(run.network, plan, data, mode)
    }

    private static func moments(
        _ network: Network, _ plan: TrainingPlan, _ data: TrainingData, _ mode: Mode
    ) -> ([Moments], maps: [[Moments]]) {
        let batchSize = max(1, plan.batchSize)
        let batch = Matrix(rows: batchSize, columns: data.columns)
        let areConvolutions =
            [false]
            + network.blueprint.hidden.filter(\.isHiddenOutput).map { layer in
                if case .convolution = layer { true } else { false }
            }
        var sums: [Sums] = []
        var maps: [[Sums]] = []
        for (step, first) in stride(from: 0, to: data.training.count, by: batchSize).enumerated() {
            let rows = data.training[first..<min(first + batchSize, data.training.count)]
            batch.gather(from: data.features, rowsAt: rows)
            let dropout: DropoutSource? = mode == .inference ? nil : .random(key: plan.key, step: step)
            let outputs = [batch] + network.hiddenOutputs(batch, dropout: dropout).map(\.values)
            if sums.isEmpty {
                sums = Array(repeating: Sums(), count: outputs.count)
                maps = zip(outputs, areConvolutions).map { Array(repeating: Sums(), count: $1 ? $0.columns : 0) }
            }
            for (index, output) in outputs.enumerated() {
                sums[index].add(output.rowMajor)
                for map in maps[index].indices { maps[index][map].add((0..<output.rows).map { output[$0, map] }) }
            }
        }
        return (sums.map(\.moments), maps.map { $0.map(\.moments) })
    }

    /// Sums in double precision, merged batch by batch (Chan and others 1983).
    private struct Sums {
        private var count = 0.0
        private var mean = 0.0
        private var squares = 0.0

        mutating func add(_ values: [Float]) {
            guard !values.isEmpty else { return }
            let number = Double(values.count)
            let batchMean = values.reduce(0) { $0 + Double($1) } / number
            let batchSquares = values.reduce(0) { sum, value in
                sum + (Double(value) - batchMean) * (Double(value) - batchMean)
            }
            let difference = batchMean - mean
            squares += batchSquares + difference * difference * count * number / (count + number)
            mean += difference * number / (count + number)
            count += number
        }

        var moments: Moments { Moments(mean: mean, variance: squares / max(1, count)) }
    }
}
