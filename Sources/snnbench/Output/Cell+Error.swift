extension Cell {
    /// An error of arithmetic: shown as probabilities are, with two digits and an exponent where it is small.
    static func error(_ value: Double) -> Cell { .probability(value) }
}
