import Kernels
import Networks

/// What is measured: matrix products and training steps of all combinations of some sizes.
public struct BenchPlan: Sendable, Hashable {
    /// The methods whose steps are timed.
    public var methods: [MethodDefinition]
    /// The widths of products and of networks, which have as many features as units.
    public var widths: [Int]
    /// The numbers of hidden layers.
    public var depths: [Int]
    /// The numbers of rows of a batch.
    public var batches: [Int]
    /// Whether the products are timed one by one too.
    public var includesProducts: Bool
    /// Networks that are given, whose steps are timed too.
    public var networks: [NamedNetwork] = []
    /// The optimisers that take the steps, one after the other for each size.
    public var optimizers: [Optimizer.Name] = [.sgd]
    /// How long each case is timed, in seconds; at least three samples are taken.
    public var secondsACase: Double

    /// A network with a name, the rows of its batch and what takes its steps.
    public struct NamedNetwork: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The network.
        public var blueprint: Blueprint
        /// The rows of a step.
        public var batch: Int
        /// What takes the steps.
        public var optimizer: Optimizer.Name

        /// Names a network.
        public init(name: String, blueprint: Blueprint, batch: Int, optimizer: Optimizer.Name) {
            self.name = name
            self.blueprint = blueprint
            self.batch = batch
            self.optimizer = optimizer
        }
    }

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - methods: the methods whose steps are timed.
    ///   - widths: at least 1 each.
    ///   - depths: at least 1 each.
    ///   - batches: at least 1 each.
    ///   - includesProducts: whether the products are timed one by one too.
    ///   - secondsACase: how long each case is timed.
    public init(
        methods: [MethodDefinition] = [.snn, .batchnorm], widths: [Int] = [64, 256, 512, 1024],
        depths: [Int] = [2, 8, 32], batches: [Int] = [32, 128], includesProducts: Bool = true,
        secondsACase: Double = 0.8
    ) {
        self.methods = methods
        self.widths = widths
        self.depths = depths
        self.batches = batches
        self.includesProducts = includesProducts
        self.secondsACase = secondsACase
    }

    /// All of it: one to two minutes.
    public static let standard = BenchPlan()

    /// A few seconds.
    public static let quick = BenchPlan(
        methods: [.snn], widths: [64, 256, 1024], depths: [8], batches: [128], secondsACase: 0.3)

    /// The bytes that the largest of the networks takes.
    public var largestByteCount: Double {
        let given =
            networks.map {
                $0.blueprint.byteCount(batchSize: $0.batch, optimizer: $0.optimizer.standard)
            }.max() ?? 0
        guard let width = widths.max(), let depth = depths.max(), let batch = batches.max() else { return given }
        return methods.flatMap { method in
            optimizers.map {
                StepCase(method: method, width: width, depth: depth, batch: batch).blueprint
                    .byteCount(batchSize: batch, optimizer: $0.standard)
            }
        }.max().map { max($0, given) } ?? given
    }

    /// Measures everything, case after case.
    ///
    /// - Parameter progress: told before each case how many are done, of how many, and what comes.
    public func run(progress: (_ done: Int, _ total: Int, _ name: String) -> Void = { _, _, _ in }) -> BenchReport {
        var timer = PairedTimer()
        var report = BenchReport(instructionSet: InstructionSet.builtFor.rawValue)
        let products = includesProducts ? productCases : []
        let steps = stepCases
        let total = products.count + steps.count
        for (index, product) in products.enumerated() {
            progress(index, total, "\(product.shape.rawValue) \(product.width), batch \(product.batch)")
            report.products.append(product.measure(&timer, seconds: secondsACase))
        }
        for (index, step) in steps.enumerated() {
            progress(
                products.count + index, total, "\(step.name) \(step.width) x \(step.depth), batch \(step.batch)")
            report.steps.append(step.measure(&timer, seconds: secondsACase))
        }
        report.peakGflops = timer.peakGflops
        return report
    }

    private var productCases: [ProductCase] {
        widths.flatMap { width in
            batches.flatMap { batch in
                ProductMeasurement.Shape.allCases.map { ProductCase(shape: $0, width: width, batch: batch) }
            }
        }
    }

    private var stepCases: [StepCase] {
        methods.flatMap { method in
            widths.flatMap { width in
                depths.flatMap { depth in
                    batches.flatMap { batch in
                        optimizers.map {
                            StepCase(method: method, width: width, depth: depth, batch: batch, optimizer: $0)
                        }
                    }
                }
            }
        } + networks.map { StepCase($0) }
    }
}
