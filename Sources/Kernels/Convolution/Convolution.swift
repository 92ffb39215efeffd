/// A convolution with its working memory, allocated once a training run: forward and both gradients, image by image.
///
/// The tiles are those of matrix products. Their left factor is the padded image as it stands, read at the places of the kernel, so
/// that nothing is copied for each of them. Every element of every result is one chain of fused multiply-adds: forward over
/// ascending rows of the weights, the gradient of the weights over ascending positions of ascending images, the gradient of the
/// input over ascending rows of the turned weights.
public final class Convolution {
    /// The sizes.
    public let shape: ConvolutionShape
    private let input: PaddedImage
    /// The gradient of the output and the turned weights; none where no gradient is handed down.
    private let reverse: (gradient: PaddedImage, weights: Matrix)?

    /// Allocates the memory.
    ///
    /// - Parameters:
    ///   - shape: the sizes.
    ///   - handsGradientDown: whether the gradient of the input will be asked for.
    public init(_ shape: ConvolutionShape, handsGradientDown: Bool) {
        self.shape = shape
        input = PaddedImage(shape)
        let reversed = shape.reversed
        reverse =
            handsGradientDown
            ? (PaddedImage(reversed), Matrix(rows: reversed.fanIn, columns: reversed.outputs)) : nil
    }

    /// The bytes of the memory, before it is made.
    public static func byteCount(_ shape: ConvolutionShape, handsGradientDown: Bool) -> Double {
        let reversed = shape.reversed
        return PaddedImage.byteCount(shape)
            + (handsGradientDown
                ? PaddedImage.byteCount(reversed) + Matrix.byteCount(rows: reversed.fanIn, columns: reversed.outputs)
                : 0)
    }

    /// Computes an activation pass of the convolution of a batch.
    ///
    /// - Parameters:
    ///   - pass: the activation, without dropout.
    ///   - images: batch x positions rows of channels.
    ///   - weights: fan-in x outputs, in the order of `ConvolutionShape.row(channel:tap:)`.
    ///   - bias: one summand an output.
    ///   - target: batch x output positions rows of outputs.
    ///   - slope: takes the derivative; needed where the pass says so and gradients will be asked for.
    ///   - scratch: counts the product and is the working memory of formulas.
    public func apply(
        _ pass: ActivationPass, to images: Matrix, _ weights: Matrix, bias: Vector, into target: Matrix,
        slope: Matrix?, scratch: ProductScratch
    ) {
        let count = images.rows / max(1, shape.positions)
        let positions = shape.outputPositions
        precondition(images.columns == shape.channels && target.columns == shape.outputs, "the channels differ")
        precondition(weights.rows == shape.fanIn && weights.columns == shape.outputs, "the weights do not fit")
        target.useRows(count * positions)
        scratch.count(rows: count * positions, depth: shape.fanIn, columns: shape.outputs)
        for index in 0..<count {
            input.load(images, index: index)
            let rows = index * positions..<(index + 1) * positions
            convolve(input, weights, into: target, firstRow: rows.lowerBound)
            ActivationEpilogue(
                pass: pass, source: target, target: target, scale: nil, shift: bias, mask: .inference, slope: slope,
                scratch: scratch, rows: rows
            ).finish(panels: 0..<target.panels)
        }
    }

    /// Computes all gradients of the pass.
    ///
    /// - Parameters:
    ///   - pass: the activation that was computed.
    ///   - gradient: the gradient of the output; becomes that before the activation.
    ///   - output: what the pass computed.
    ///   - slope: what it stored, where it stores.
    ///   - images: the input.
    ///   - weights: fan-in x outputs.
    ///   - weightGradient: takes the gradient of the weights, fan-in x outputs.
    ///   - biasGradient: takes the gradient of the bias.
    ///   - inputGradient: takes the gradient of the input; nil for none.
    ///   - scratch: counts the products.
    public func propagate(
        _ pass: ActivationPass, _ gradient: Matrix, output: Matrix, slope: Matrix?, images: Matrix, _ weights: Matrix,
        weightGradient: Matrix, biasGradient: Vector, inputGradient: Matrix?, scratch: ProductScratch
    ) {
        let count = images.rows / max(1, shape.positions)
        let positions = shape.outputPositions
        precondition(gradient.rows == count * positions && gradient.columns == shape.outputs, "the shapes differ")
        if count * positions == 0 {
            weightGradient.clear()
            biasGradient.fill(0)
        }
        scratch.count(rows: count * positions, depth: shape.fanIn, columns: shape.outputs)
        if let inputGradient, let reverse {
            inputGradient.useRows(images.rows)
            turn(weights, into: reverse.weights)
            scratch.count(rows: count * positions, depth: shape.fanIn, columns: shape.outputs)
        }
        for index in 0..<count {
            let rows = index * positions..<(index + 1) * positions
            pass.propagate(gradient, output: output, slope: slope, columnSums: biasGradient, rows: rows)
            input.load(images, index: index)
            addWeightGradient(gradient, firstRow: rows.lowerBound, into: weightGradient, continues: index > 0)
            if let inputGradient, let reverse {
                reverse.gradient.load(gradient, index: index)
                convolve(reverse.gradient, reverse.weights, into: inputGradient, firstRow: index * shape.positions)
            }
        }
    }

    /// Sets the rows of an image to the convolution of another: without bias.
    private func convolve(_ image: PaddedImage, _ weights: Matrix, into target: Matrix, firstRow: Int) {
        let shape = image.shape
        var none = Upcoming(nothingAt: weights.base)
        image.taps.withUnsafeBufferPointer { taps in
            guard let offsets = taps.baseAddress else { return }
            var first = 0
            while first < target.panels {
                let count = min(panelsATile, target.panels &- first)
                var row = 0
                for panel in 0..<shape.panels {
                    let depth = image.depth(panel: panel)
                    let blocks = max(1, (taps.count &* depth &+ blockDepth &- 1) / blockDepth)
                    let tapsABlock = (taps.count &+ blocks &- 1) / blocks
                    var tap = 0
                    while tap < taps.count {
                        let block = min(tapsABlock, taps.count &- tap)
                        for (line, offset) in image.lines.enumerated() {
                            let place = target.place(panel: first, row: firstRow &+ line &* shape.outputWidth)
                            computeRows(
                                Upright.self, rows: shape.outputWidth, panels: count,
                                PieceOperands(
                                    left: image.panel(panel) + offset, offsets: offsets + tap, pieces: block,
                                    depth: depth, right: UnsafePointer(weights.place(panel: first, row: row)),
                                    rightStride: weights.panelStride, target: place, targetStride: target.panelStride,
                                    continues: row > 0), &none)
                        }
                        row &+= block &* depth
                        tap &+= block
                    }
                }
                first &+= count
            }
        }
    }

    /// Adds what one image has to the gradient of the weights: each chain goes on from the image before.
    private func addWeightGradient(_ gradient: Matrix, firstRow: Int, into target: Matrix, continues: Bool) {
        target.useRows(shape.fanIn)
        var none = Upcoming(nothingAt: gradient.base)
        let linesABlock = max(1, gradientBlockDepth / max(1, shape.outputWidth))
        input.lines.withUnsafeBufferPointer { lines in
            guard let offsets = lines.baseAddress else { return }
            var line = 0
            while line < lines.count {
                let block = min(linesABlock, lines.count &- line)
                var first = 0
                while first < target.panels {
                    let count = min(panelsATile, target.panels &- first)
                    let right = gradient.place(panel: first, row: firstRow &+ line &* shape.outputWidth)
                    var row = 0
                    for panel in 0..<shape.panels {
                        let depth = input.depth(panel: panel)
                        for tap in input.taps {
                            computeRows(
                                Transposed.self, rows: depth, panels: count,
                                PieceOperands(
                                    left: input.panel(panel) + tap, offsets: offsets + line, pieces: block,
                                    depth: shape.outputWidth, right: UnsafePointer(right),
                                    rightStride: gradient.panelStride, target: target.place(panel: first, row: row),
                                    targetStride: target.panelStride, continues: continues || line > 0), &none)
                            row &+= depth
                        }
                    }
                    first &+= count
                }
                line &+= block
            }
        }
    }

    /// Turns the kernel round and exchanges the channels of input and output.
    private func turn(_ weights: Matrix, into target: Matrix) {
        let reversed = shape.reversed
        for panel in 0..<shape.panels {
            let channels = shape.channelsInPanel(panel)
            for tap in 0..<shape.taps {
                let source = shape.row(channel: panel &* laneCount, tap: tap)
                for outputPanel in 0..<weights.panels {
                    let outputs = reversed.channelsInPanel(outputPanel)
                    let row = reversed.row(channel: outputPanel &* laneCount, tap: shape.taps &- 1 &- tap)
                    let from = weights.place(panel: outputPanel, row: source)
                    let to = target.place(panel: panel, row: row)
                    if channels == laneCount, outputs == laneCount {
                        transposeBlock(from, to)
                        continue
                    }
                    for channel in 0..<channels {
                        for output in 0..<outputs {
                            to[output &* laneCount &+ channel] = from[channel &* laneCount &+ output]
                        }
                    }
                }
            }
        }
    }
}

/// How many k of the weights are taken at a time: with four panels 24 KiB, half the first-level cache.
private let blockDepth = 96

/// How many positions of a gradient are taken at a time.
private let gradientBlockDepth = 112
