import Kernels

/// What a network costs. In double precision, which is exact to 2^53 and cannot overflow where sizes are absurd.
extension Blueprint {
    /// The floating-point operations of the products of a training step for each row of the batch.
    ///
    /// Two a weight for the output, the gradient of the weights, and the gradient of the input where one is handed
    /// down; a fused multiply-add counts as two. Exactly what `ProductScratch.operations` counts.
    public var operationsATrainingRow: Double {
        sum { $0.weightCount * $0.uses * ($0.handsGradientDown ? 6 : 4) }
    }

    /// The floating-point operations of the products for each row that is evaluated: two a weight.
    public var operationsAnEvaluatedRow: Double { 2 * sum { $0.weightCount * $0.uses } }

    /// Adds up a value of each linear map, as `maps.reduce` would but for the array: plans ask it of a hundred thousand networks.
    private func sum(_ value: (Map) -> Double) -> Double {
        hidden.reduce(0) { $0 + $1.sum(value) } + value(output.map)
    }

    /// The number of linear maps.
    public var mapCount: Double { sum { _ in 1 } }

    /// The numbers that are learnt: all parameters without running statistics.
    public var parameterCount: Double {
        parameters.lazy.filter { !$0.isStatistic }.reduce(0) { $0 + $1.shape.reduce(1) { $0 * Double($1) } }
    }

    /// The bytes of a network's numbers: parameters, gradients, activations, working memory.
    ///
    /// Exactly what is allocated.
    ///
    /// - Parameters:
    ///   - batchSize: the largest number of rows of a batch.
    ///   - optimizer: what trains the network; most keep something of each parameter's former gradients.
    public func byteCount(batchSize: Int, optimizer: Optimizer = .sgd) -> Double {
        var buffers = SharedBuffers()
        for layer in hidden { buffers.add(layer) }
        buffers.add(.dense(output))
        let layers = hidden.reduce(output.byteCount(batchSize)) { $0 + $1.byteCount(batchSize) }
        // Naming the parameters takes longer than all else here.
        let moments =
            optimizer.momentCount == 0
            ? 0 : Double(optimizer.momentCount) * parameters.reduce(0) { $0 + $1.byteCount }
        let kept =
            optimizer.keepsGradients ? parameters.reduce(0) { $0 + ($1.keepsGradientWhereAsked ? $1.byteCount : 0) } : 0
        return layers + moments + kept + buffers.byteCount(batchSize) + Double(ProductScratch.byteCount)
    }

    /// The bytes of a training: those of the network, and a batch with its labels.
    ///
    /// Exactly what is allocated beside the data, which all trainings on a task share.
    ///
    /// - Parameters:
    ///   - batchSize: the rows of a step.
    ///   - optimizer: what trains the network.
    public func trainingByteCount(batchSize: Int, optimizer: Optimizer = .sgd) -> Double {
        let labels = shape.loss != .softmax ? Matrix.byteCount(rows: batchSize, columns: shape.outputs) : 0
        return byteCount(batchSize: batchSize, optimizer: optimizer)
            + Matrix.byteCount(rows: batchSize, columns: shape.inputs) + labels
    }
}

/// The matrices that the layers of a network share (`Workspace`), by their widths.
private struct SharedBuffers {
    private var counts: [Int: Int] = [:]
    private var skippedWidth: Int?

    mutating func add(_ layer: Blueprint.Layer) {
        switch layer {
        case .dense(let dense):
            if dense.needsGradientBuffer { need(1, columns: dense.map.inputs) }
        case .normalization, .images, .convolution, .pooling, .flattening: break
        case .highway(let highway): need(3, columns: highway.transform.outputs)
        case .block(let block):
            skippedWidth = block.width
            for layer in block.layers { add(layer) }
        }
    }

    private mutating func need(_ count: Int, columns: Int) { counts[columns] = max(count, counts[columns] ?? 0) }

    func byteCount(_ batchSize: Int) -> Double {
        let skipped = skippedWidth.map { Matrix.byteCount(rows: batchSize, columns: $0) } ?? 0
        return counts.reduce(skipped) { $0 + Double($1.value) * Matrix.byteCount(rows: batchSize, columns: $1.key) }
    }
}

extension Blueprint.Parameter {
    /// The bytes of its numbers where they are learnt; 0 for running statistics.
    fileprivate var byteCount: Double {
        guard !isStatistic, let outputs = shape.first else { return 0 }
        return shape.count > 1
            ? Matrix.byteCount(rows: shape.dropFirst().reduce(1, *), columns: outputs)
            : Vector.byteCount(count: outputs)
    }

    /// Whether its gradient is kept where an optimiser wants that, and only there: that of convolutions always is.
    fileprivate var keepsGradientWhereAsked: Bool {
        if case .weight = role { return shape.count == 2 }
        return false
    }
}

extension Blueprint.Map {
    /// How often each weight is used for a row: at each position of a convolution's output.
    var uses: Double { convolution.map { Double($0.outputPositions) } ?? 1 }

    /// The number of weights.
    var weightCount: Double { Double(inputs) * Double(outputs) }

    /// The bytes of `LinearMap`.
    fileprivate var byteCount: Double {
        let weights = Matrix.byteCount(rows: inputs, columns: outputs)
        let vector = Vector.byteCount(count: outputs)
        if convolution != nil { return 2 * weights + 2 * vector }
        // Normalised weights stand beside their directions and the gradient of those.
        return isNormalized ? 3 * weights + 5 * vector : weights + 2 * vector
    }
}

extension Blueprint.Dense {
    /// Whether the gradient of the input needs memory that is shared with other layers: the output's own is as wide and
    /// free by then, but for that of the last layer, which is the gradient.
    var needsGradientBuffer: Bool { map.handsGradientDown && (map.outputs != map.inputs || isLast) }

    /// The bytes of `LinearLayer`.
    fileprivate func byteCount(_ batchSize: Int) -> Double {
        map.byteCount + pass.byteCount(batchSize, columns: map.outputs)
    }
}

extension ActivationPass {
    /// The bytes of an output and, where it is needed, a slope.
    fileprivate func byteCount(_ batchSize: Int, columns: Int) -> Double {
        (needsSlope ? 2 : 1) * Matrix.byteCount(rows: batchSize, columns: columns)
    }
}

extension Blueprint.Layer {
    /// Adds up a value of each linear map.
    fileprivate func sum(_ value: (Blueprint.Map) -> Double) -> Double {
        switch self {
        case .dense(let dense): value(dense.map)
        case .normalization, .images, .pooling, .flattening: 0
        case .convolution(let convolution): value(convolution.map)
        case .highway(let highway): value(highway.transform) + value(highway.gate)
        case .block(let block): block.layers.reduce(0) { $0 + $1.sum(value) }
        }
    }

    /// The bytes of the layer's own matrices.
    fileprivate func byteCount(_ batchSize: Int) -> Double {
        switch self {
        case .dense(let dense): return dense.byteCount(batchSize)
        case .normalization(let normalization):
            let vector = Vector.byteCount(count: normalization.width)
            let statistics = normalization.kind == .batch ? 4 * vector : Vector.byteCount(count: batchSize)
            let copy = normalization.keepsInput ? Matrix.byteCount(rows: batchSize, columns: normalization.width) : 0
            return 4 * vector + statistics + copy
                + normalization.pass.byteCount(batchSize, columns: normalization.width)
        case .highway(let highway):
            let width = highway.transform.outputs
            // What is transformed, the gate and the output.
            return highway.transform.byteCount + highway.gate.byteCount
                + highway.activation.byteCount(batchSize, columns: width)
                + Matrix.byteCount(rows: batchSize, columns: width)
                + highway.dropout.byteCount(batchSize, columns: width)
        case .images(let images):
            return Matrix.byteCount(rows: batchSize.multipliedClamping(by: images.positions), columns: images.channels)
        case .flattening(let images):
            return Matrix.byteCount(rows: batchSize.multipliedClamping(by: images.positions), columns: images.channels)
                + Matrix.byteCount(rows: batchSize, columns: images.channels * images.positions)
        case .pooling(let shape):
            return 2
                * Matrix.byteCount(
                    rows: batchSize.multipliedClamping(by: shape.outputPositions), columns: shape.channels)
                + Matrix.byteCount(rows: batchSize.multipliedClamping(by: shape.positions), columns: shape.channels)
        case .convolution(let convolution):
            let shape = convolution.shape
            let handsDown = convolution.map.handsGradientDown
            return convolution.map.byteCount
                + convolution.pass.byteCount(
                    batchSize.multipliedClamping(by: shape.outputPositions), columns: shape.outputs)
                + Kernels.Convolution.byteCount(shape, handsGradientDown: handsDown)
                + (handsDown
                    ? Matrix.byteCount(rows: batchSize.multipliedClamping(by: shape.positions), columns: shape.channels)
                    : 0)
        case .block(let block):
            return block.layers.reduce(block.pass.byteCount(batchSize, columns: block.width)) {
                $0 + $1.byteCount(batchSize)
            }
        }
    }
}
