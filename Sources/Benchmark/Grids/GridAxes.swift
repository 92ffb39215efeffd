import Networks

/// The values that each hyperparameter takes; their combinations are the configurations.
public struct GridAxes: Sendable, Hashable {
    /// The units of the first hidden layer; empty for layers as wide as the input.
    public var hiddenUnits: [Int]
    /// The numbers of hidden layers or blocks.
    public var layers: [Int]
    /// The learning rates.
    public var learningRates: [Double]
    /// The dropout rates.
    public var dropoutRates: [Double]
    /// The forms; empty where there is no choice.
    public var forms: [Hyperparameters.Form]
    /// The bottlenecks of residual blocks; empty for other networks.
    public var bottlenecks: [Double]
    /// The L2 penalties.
    public var l2Penalties: [Double]
    /// The widths of the hidden layers one by one, instead of units, layers and forms; empty for most grids.
    public var widths: [[Int]] = []

    /// Makes axes.
    public init(
        hiddenUnits: [Int], layers: [Int], learningRates: [Double], dropoutRates: [Double] = [0],
        forms: [Hyperparameters.Form] = [.rectangular], bottlenecks: [Double] = [], l2Penalties: [Double] = [0]
    ) {
        self.hiddenUnits = hiddenUnits
        self.layers = layers
        self.learningRates = learningRates
        self.dropoutRates = dropoutRates
        self.forms = forms
        self.bottlenecks = bottlenecks
        self.l2Penalties = l2Penalties
    }

    /// All combinations, the last axis running fastest.
    public var configurations: [Hyperparameters] {
        if !widths.isEmpty { return configurationsOfWidths }
        return optional(hiddenUnits).flatMap { units in
            layers.flatMap { layers in
                learningRates.flatMap { learningRate in
                    dropoutRates.flatMap { dropoutRate in
                        optional(forms).flatMap { form in
                            optional(bottlenecks).flatMap { bottleneck in
                                l2Penalties.map { l2Penalty in
                                    Hyperparameters(
                                        hiddenUnits: units, layers: layers, learningRate: learningRate,
                                        dropoutRate: dropoutRate, form: form, bottleneck: bottleneck,
                                        l2Penalty: l2Penalty)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private var configurationsOfWidths: [Hyperparameters] {
        widths.flatMap { widths in
            learningRates.flatMap { learningRate in
                dropoutRates.flatMap { dropoutRate in
                    l2Penalties.map { l2Penalty in
                        Hyperparameters(
                            hiddenUnits: widths.first, layers: widths.count, learningRate: learningRate,
                            dropoutRate: dropoutRate, form: nil, l2Penalty: l2Penalty, widths: widths)
                    }
                }
            }
        }
    }

    /// The values of an axis, or one absent value where the axis is empty.
    private func optional<Value>(_ values: [Value]) -> [Value?] {
        values.isEmpty ? [nil] : values.map { $0 }
    }
}
