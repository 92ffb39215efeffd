import Testing

@testable import Kernels

/// Convolution and pooling against plain loops, to the bit.
@Suite struct ConvolutionTests {
    /// Channels, height, width, outputs, kernel, padding, images.
    static let cases = [
        [1, 7, 6, 5, 3, 1, 3], [3, 6, 9, 17, 5, 2, 2], [1, 9, 28, 32, 5, 2, 1], [16, 5, 5, 64, 3, 1, 2],
        [20, 6, 4, 33, 3, 0, 2], [33, 4, 5, 70, 2, 1, 1], [4, 7, 7, 17, 1, 0, 3], [17, 7, 7, 3, 7, 0, 2],
        [2, 4, 4, 3, 1, 1, 2], [5, 3, 4, 6, 2, 3, 2], [40, 5, 6, 16, 5, 2, 1],
    ]

    private static func shape(_ numbers: [Int]) -> ConvolutionShape {
        ConvolutionShape(
            channels: numbers[0], height: numbers[1], width: numbers[2], outputs: numbers[3], kernel: numbers[4],
            padding: numbers[5])
    }

    /// Images and weights, plainly.
    private struct Plain {
        let shape: ConvolutionShape
        let count: Int

        /// The row of an input position; nil in the margin.
        func row(_ image: Int, _ y: Int, _ x: Int) -> Int? {
            guard (0..<shape.height).contains(y), (0..<shape.width).contains(x) else { return nil }
            return image * shape.positions + y * shape.width + x
        }

        /// Calls with every image and position of the output, ascending.
        func forEachOutput(_ body: (_ row: Int, _ image: Int, _ y: Int, _ x: Int) -> Void) {
            var row = 0
            for image in 0..<count {
                for y in 0..<shape.outputHeight {
                    for x in 0..<shape.outputWidth {
                        body(row, image, y, x)
                        row += 1
                    }
                }
            }
        }

        /// The channel and the place of the kernel of each row of the weights, ascending.
        static func rows(_ shape: ConvolutionShape) -> [(channel: Int, y: Int, x: Int)] {
            var rows = Array(repeating: (channel: -1, y: 0, x: 0), count: shape.fanIn)
            for channel in 0..<shape.channels {
                for tap in 0..<shape.taps {
                    rows[shape.row(channel: channel, tap: tap)] = (channel, tap / shape.kernel, tap % shape.kernel)
                }
            }
            return rows
        }
    }

    @Test(arguments: cases)
    func forwardAndBackward(_ numbers: [Int]) {
        let shape = Self.shape(numbers)
        let plain = Plain(shape: shape, count: numbers[6])
        var generator = Generator(seed: UInt64(numbers.reduce(1) { 31 * $0 + $1 }))
        let images = Table(rows: plain.count * shape.positions, columns: shape.channels, generator: &generator)
        let weights = Table(rows: shape.fanIn, columns: shape.outputs, generator: &generator)
        let gradient = Table(
            rows: plain.count * shape.outputPositions, columns: shape.outputs, generator: &generator)
        let rows = Plain.rows(shape)
        #expect(rows.allSatisfy { $0.channel >= 0 })

        // Room for an image more than there are.
        let input = images.poisonedMatrix(capacity: images.rows + shape.positions)
        let output = Matrix(rows: gradient.rows + shape.outputPositions, columns: shape.outputs)
        let convolution = Convolution(shape, handsGradientDown: true)
        let scratch = ProductScratch()
        let bias = Vector((0..<shape.outputs).map { Float($0) / 8 })
        for _ in 0..<2 {
            convolution.apply(
                ActivationPass(.identity), to: input, weights.matrix(capacity: weights.rows), bias: bias, into: output,
                slope: nil, scratch: scratch)
        }
        var expected = Table(rows: gradient.rows, columns: shape.outputs) { _, _ in 0 }
        plain.forEachOutput { row, image, y, x in
            for column in 0..<shape.outputs {
                var sum: Float = 0
                for (index, place) in rows.enumerated() {
                    let source = plain.row(image, y + place.y - shape.padding, x + place.x - shape.padding)
                    sum.addProduct(source.map { images[$0, place.channel] } ?? 0, weights[index, column])
                }
                expected[row, column] = sum + bias[column]
            }
        }
        expectSame(output, expected, "output of \(numbers)")

        let weightGradient = Matrix(rows: shape.fanIn, columns: shape.outputs)
        let biasGradient = Vector(count: shape.outputs)
        let inputGradient = Matrix(rows: images.rows, columns: shape.channels)
        for _ in 0..<2 {
            convolution.propagate(
                ActivationPass(.identity), gradient.matrix(capacity: gradient.rows), output: output, slope: nil,
                images: input, weights.matrix(capacity: weights.rows), weightGradient: weightGradient,
                biasGradient: biasGradient, inputGradient: inputGradient, scratch: scratch)
        }
        var expectedWeights = Table(rows: shape.fanIn, columns: shape.outputs) { _, _ in 0 }
        var expectedBias = [Float](repeating: 0, count: shape.outputs)
        plain.forEachOutput { row, image, y, x in
            for column in 0..<shape.outputs {
                expectedBias[column] += gradient[row, column]
                for (index, place) in rows.enumerated() {
                    let source = plain.row(image, y + place.y - shape.padding, x + place.x - shape.padding)
                    expectedWeights[index, column].addProduct(
                        source.map { images[$0, place.channel] } ?? 0, gradient[row, column])
                }
            }
        }
        expectSame(weightGradient, expectedWeights, "weight gradient of \(numbers)")
        #expect(biasGradient.values == expectedBias)

        let turned = Plain.rows(shape.reversed)
        var expectedInput = Table(rows: images.rows, columns: shape.channels) { _, _ in 0 }
        for image in 0..<plain.count {
            for y in 0..<shape.height {
                for x in 0..<shape.width {
                    for channel in 0..<shape.channels {
                        var sum: Float = 0
                        for place in turned {
                            let (ky, kx) = (shape.kernel - 1 - place.y, shape.kernel - 1 - place.x)
                            let (oy, ox) = (y + shape.padding - ky, x + shape.padding - kx)
                            let isInside =
                                (0..<shape.outputHeight).contains(oy) && (0..<shape.outputWidth).contains(ox)
                            let row = image * shape.outputPositions + oy * shape.outputWidth + ox
                            sum.addProduct(
                                isInside ? gradient[row, place.channel] : 0,
                                weights[shape.row(channel: channel, tap: ky * shape.kernel + kx), place.channel])
                        }
                        expectedInput[image * shape.positions + y * shape.width + x, channel] = sum
                    }
                }
            }
        }
        expectSame(inputGradient, expectedInput, "input gradient of \(numbers)")
    }

    @Test(arguments: [[3, 8, 6, 2, 2], [17, 7, 9, 3, 2], [16, 5, 5, 2, 3], [1, 4, 4, 4, 1], [2, 3, 3, 1, 2]])
    func pooling(_ numbers: [Int]) {
        let shape = PoolingShape(
            channels: numbers[0], height: numbers[1], width: numbers[2], size: numbers[3], stride: numbers[4])
        var generator = Generator(seed: 9)
        var images = Table(rows: 2 * shape.positions, columns: shape.channels, generator: &generator)
        // Equal maxima: the first one takes the gradient.
        for row in 0..<images.rows where row % 3 == 0 { images[row, 0] = 4 }
        let rows = 2 * shape.outputPositions
        let gradient = Table(rows: rows, columns: shape.channels, generator: &generator)
        let maxima = Matrix(rows: rows, columns: shape.channels)
        let places = Matrix(rows: rows, columns: shape.channels)
        let result = Matrix(rows: images.rows, columns: shape.channels)
        for _ in 0..<2 {
            maxima.setMaxima(of: images.matrix(capacity: images.rows), places: places, shape)
            result.setGradient(ofMaxima: gradient.matrix(capacity: rows), places: places, shape)
        }
        var expected = Table(rows: rows, columns: shape.channels) { _, _ in 0 }
        var expectedGradient = Table(rows: images.rows, columns: shape.channels) { _, _ in 0 }
        for row in 0..<rows {
            let (image, place) = (row / shape.outputPositions, row % shape.outputPositions)
            let (y, x) = (place / shape.outputWidth * shape.stride, place % shape.outputWidth * shape.stride)
            for channel in 0..<shape.channels {
                var best = -1
                for dy in 0..<shape.size {
                    for dx in 0..<shape.size {
                        let source = image * shape.positions + (y + dy) * shape.width + x + dx
                        if best < 0 || images[source, channel] > images[best, channel] { best = source }
                    }
                }
                expected[row, channel] = images[best, channel]
                expectedGradient[best, channel] += gradient[row, channel]
            }
        }
        expectSame(maxima, expected, "maxima of \(numbers)")
        expectSame(result, expectedGradient, "gradient of \(numbers)")
    }

    @Test func aNaNIsTheMaximum() {
        let shape = PoolingShape(channels: 1, height: 2, width: 2, size: 2, stride: 2)
        for place in 0..<4 {
            let images = Matrix(rows: 4, columns: 1)
            for row in 0..<4 { images[row, 0] = row == place ? .nan : Float(row) }
            let maxima = Matrix(rows: 1, columns: 1)
            maxima.setMaxima(of: images, places: Matrix(rows: 1, columns: 1), shape)
            #expect(maxima[0, 0].isNaN)
        }
    }

    /// Features stand channel after channel, row by row.
    @Test(arguments: [(1, 6), (3, 10), (20, 4)])
    func featuresAndImages(_ channels: Int, _ positions: Int) {
        var generator = Generator(seed: 4)
        let features = Table(rows: 3, columns: channels * positions, generator: &generator)
        let images = Matrix(rows: 3 * positions, columns: channels)
        images.setImages(ofFeatures: features.matrix(capacity: 5), positions: positions)
        expectSame(
            images,
            Table(rows: 3 * positions, columns: channels) { row, channel in
                features[row / positions, channel * positions + row % positions]
            }, "images")
        let back = Matrix(rows: 5, columns: channels * positions)
        back.setFeatures(ofImages: images, positions: positions)
        expectSame(back, features, "features")
    }
}
