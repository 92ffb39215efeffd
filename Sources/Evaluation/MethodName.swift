/// The methods of the paper under the names it prints, and the order in which methods stand.
public enum MethodName {
    /// The seven methods of the paper, in the order of its tables, with the names it prints.
    public static let paper: [(name: String, title: String)] = [
        ("snn", "SNN"), ("msra", "MSRAinit"), ("batchnorm", "BatchNorm"), ("weightnorm", "WeightNorm"),
        ("layernorm", "LayerNorm"), ("highway", "Highway"), ("resnet", "ResNet"),
    ]

    /// The names of the seven methods.
    public static let paperNames = paper.map(\.name)

    /// A method's name as the paper prints it; others are called what their makers call them.
    public static func title(_ name: String) -> String {
        paper.first { $0.name == name }?.title ?? name
    }

    /// Names in the order of the paper's tables, others behind them by the alphabet.
    public static func sorted(_ names: some Sequence<String>) -> [String] {
        let places = Dictionary(uniqueKeysWithValues: paperNames.enumerated().map { ($1, $0) })
        return names.sorted {
            (places[$0] ?? Int.max, $0) < (places[$1] ?? Int.max, $1)
        }
    }
}
