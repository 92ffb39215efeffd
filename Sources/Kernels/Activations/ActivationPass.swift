/// An activation function followed by dropout, forward and backward.
///
/// Where the derivative can be read off the output (SELU without or with alpha dropout, ReLU without or with
/// standard dropout, plain functions of their own output) nothing is stored for it. The other combinations
/// store the derivative in a matrix of their own.
public struct ActivationPass: Sendable, Hashable {
    /// The activation function.
    public let activation: Activation
    /// What dropout does to its output.
    public let dropout: Dropout

    /// Makes a pass.
    public init(_ activation: Activation, dropout: Dropout = .none) {
        self.activation = activation
        self.dropout = dropout
    }

    /// Whether the derivative must be stored going forward, since the output does not tell it.
    public var needsSlope: Bool {
        switch activation.kind {
        case .builtIn(let function): !function.tellsSlope(after: dropout.kind)
        case .formula: true
        }
    }

    /// Computes `target = dropout(activation(scale * source + shift))`, column by column of scale and shift.
    ///
    /// - Parameters:
    ///   - source: rows x columns.
    ///   - target: the same shape; may be the source itself.
    ///   - scale: one factor a column, or none.
    ///   - shift: one summand a column, or none.
    ///   - mask: where dropout's decisions come from.
    ///   - slope: takes the derivative; needed where `needsSlope` says so and gradients will be asked for.
    ///   - scratch: working memory of formulas, which else allocate some.
    public func apply(
        to source: Matrix, into target: Matrix, scale: Vector? = nil, shift: Vector? = nil, mask: DropoutMask,
        slope: Matrix? = nil, scratch: ProductScratch? = nil
    ) {
        precondition(
            source.columns == target.columns && source.rows <= target.rowCapacity, "the shapes differ")
        target.useRows(source.rows)
        ActivationEpilogue(
            pass: self, source: source, target: target, scale: scale, shift: shift, mask: mask, slope: slope,
            scratch: scratch, rows: 0..<source.rows
        ).finish(panels: 0..<target.panels)
    }

    /// Computes `target = dropout(activation(input * weights + bias))`, panel by panel while it is in the cache.
    ///
    /// - Parameters:
    ///   - input: rows x fan-in.
    ///   - weights: fan-in x columns.
    ///   - bias: one summand a column.
    ///   - target: rows x columns.
    ///   - mask: where dropout's decisions come from.
    ///   - slope: takes the derivative; needed where `needsSlope` says so and gradients will be asked for.
    ///   - scratch: counts the product, where somebody asks, and is the working memory of formulas, which else allocate some.
    public func applyLinear(
        _ input: Matrix, _ weights: Matrix, bias: Vector, into target: Matrix, mask: DropoutMask,
        slope: Matrix? = nil, scratch: ProductScratch? = nil
    ) {
        scratch?.count(rows: input.rows, depth: input.columns, columns: target.columns)
        let epilogue = ActivationEpilogue(
            pass: self, source: target, target: target, scale: nil, shift: bias, mask: mask, slope: slope,
            scratch: scratch, rows: 0..<input.rows)
        target.setProduct(input, StandingFactor(matrix: weights), epilogue: epilogue)
    }

    /// Multiplies a gradient with the derivative of the pass and adds up its columns.
    ///
    /// - Parameters:
    ///   - gradient: the gradient with respect to the output, rows x columns; becomes the one with respect to
    ///     the input of the activation function.
    ///   - output: what the pass computed.
    ///   - slope: what it stored, where it stores.
    ///   - columnSums: takes the sums over the rows in ascending order, or none.
    public func propagate(_ gradient: Matrix, output: Matrix, slope: Matrix?, columnSums: Vector? = nil) {
        propagate(gradient, output: output, slope: slope, columnSums: columnSums, rows: 0..<gradient.rows)
    }

    /// Does the same to some rows; the sums of later rows go on from those of the rows before.
    func propagate(_ gradient: Matrix, output: Matrix, slope: Matrix?, columnSums: Vector?, rows: Range<Int>) {
        precondition(gradient.columns == output.columns && gradient.rows == output.rows, "the shapes differ")
        if needsSlope {
            guard let slope else { preconditionFailure("this pass stores its derivative") }
            gradient.multiply(columnSums, rows) { panel, row in Lanes(at: slope.place(panel: panel, row: row)) }
            return
        }
        if case .builtIn(let function) = activation.kind {
            function.propagate(gradient, output: output, dropout: dropout, columnSums: columnSums, rows: rows)
        }
    }
}
