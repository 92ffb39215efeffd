import Kernels

/// Makes images, a row a position, of rows of features: the first layer of a network with convolutions.
final class ImageLayer: Layer {
    private let positions: Int
    private let output: Matrix

    init(_ blueprint: Blueprint.Images, workspace: Workspace) {
        positions = blueprint.positions
        output = Matrix(rows: workspace.batchSize * positions, columns: blueprint.channels)
    }

    override func forward(_ input: Matrix, mode: Mode) -> Matrix {
        output.setImages(ofFeatures: input, positions: positions)
        return output
    }

    override func backward(_ gradient: Matrix, descent: Descent) -> Matrix? { nil }
}

/// Makes rows of features of images: what the first hidden layer after convolutions takes.
final class FlatteningLayer: Layer {
    private let positions: Int
    private let output: Matrix
    private let inputGradient: Matrix

    init(_ blueprint: Blueprint.Images, workspace: Workspace) {
        positions = blueprint.positions
        output = Matrix(rows: workspace.batchSize, columns: blueprint.channels * positions)
        inputGradient = Matrix(rows: workspace.batchSize * positions, columns: blueprint.channels)
    }

    override func forward(_ input: Matrix, mode: Mode) -> Matrix {
        output.setFeatures(ofImages: input, positions: positions)
        return output
    }

    override func backward(_ gradient: Matrix, descent: Descent) -> Matrix? {
        inputGradient.setImages(ofFeatures: gradient, positions: positions)
        return inputGradient
    }
}

/// The maximum of each channel over windows.
final class PoolingLayer: Layer {
    private let shape: PoolingShape
    private let output: Matrix
    private let places: Matrix
    private let inputGradient: Matrix

    init(_ shape: PoolingShape, workspace: Workspace) {
        self.shape = shape
        let rows = workspace.batchSize * shape.outputPositions
        output = Matrix(rows: rows, columns: shape.channels)
        places = Matrix(rows: rows, columns: shape.channels)
        inputGradient = Matrix(rows: workspace.batchSize * shape.positions, columns: shape.channels)
    }

    override func forward(_ input: Matrix, mode: Mode) -> Matrix {
        output.setMaxima(of: input, places: places, shape)
        return output
    }

    override func backward(_ gradient: Matrix, descent: Descent) -> Matrix? {
        inputGradient.setGradient(ofMaxima: gradient, places: places, shape)
        return inputGradient
    }
}

/// A convolution and an activation function, image by image while an image is in the cache.
final class ConvolutionLayer: Layer {
    let map: LinearMap
    private let pass: ActivationPass
    private let convolution: Convolution
    private let output: Matrix
    private let slope: Matrix?
    private let inputGradient: Matrix?
    private let scratch: ProductScratch
    private var input: Matrix?

    init(_ blueprint: Blueprint.Convolution, workspace: Workspace) {
        map = LinearMap(blueprint.map, workspace: workspace)
        pass = blueprint.pass
        let shape = blueprint.shape
        let handsDown = blueprint.map.handsGradientDown
        convolution = Convolution(shape, handsGradientDown: handsDown)
        let rows = workspace.batchSize * shape.outputPositions
        output = Matrix(rows: rows, columns: shape.outputs)
        slope = pass.needsSlope ? Matrix(rows: rows, columns: shape.outputs) : nil
        inputGradient =
            handsDown ? Matrix(rows: workspace.batchSize * shape.positions, columns: shape.channels) : nil
        scratch = workspace.scratch
    }

    override func forward(_ input: Matrix, mode: Mode) -> Matrix {
        self.input = input
        convolution.apply(
            pass, to: input, map.current, bias: map.bias.values, into: output, slope: mode.isTraining ? slope : nil,
            scratch: scratch)
        return output
    }

    override func backward(_ gradient: Matrix, descent: Descent) -> Matrix? {
        guard let input else { preconditionFailure("backward follows forward") }
        map.descend(descent) { weightGradient, biasGradient in
            convolution.propagate(
                pass, gradient, output: output, slope: slope, images: input, map.current,
                weightGradient: weightGradient, biasGradient: biasGradient, inputGradient: inputGradient,
                scratch: scratch)
        }
        return inputGradient
    }

    override var parameters: [Parameter] { map.parameters }
    override var maps: [LinearMap] { [map] }
    override var keptSquares: Double { map.keptSquares }
    override func takeKept(_ descent: Descent, scale: Float) { map.takeKept(descent, scale: scale) }
}
