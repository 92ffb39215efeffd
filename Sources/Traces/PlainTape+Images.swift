import Formats

extension PlainTape {
    /// A convolution with stride 1; rows hold images channel after channel, weights are [outputs, channels x kernel x kernel].
    func convolution(
        _ x: Value, _ image: ImageShape, _ weight: Value, _ bias: Value, kernel: Int, padding: Int
    ) -> Value {
        let height = image.height + 2 * padding - kernel + 1
        let width = image.width + 2 * padding - kernel + 1
        let outputs = weight.rows
        let columns = outputs * height * width
        /// Calls with the places of weight and input of every product of an output; those with a zero of the margin are left out.
        func forEachProduct(_ output: Int, _ row: Int, _ column: Int, _ body: (_ weight: Int, _ input: Int) -> Void) {
            for channel in 0..<image.channels {
                for y in 0..<kernel where (0..<image.height).contains(row + y - padding) {
                    for x in 0..<kernel where (0..<image.width).contains(column + x - padding) {
                        body(
                            output * weight.columns + (channel * kernel + y) * kernel + x,
                            (channel * image.height + row + y - padding) * image.width + column + x - padding)
                    }
                }
            }
        }
        func forEachOutput(_ body: (_ sample: Int, _ output: Int, _ row: Int, _ column: Int, _ place: Int) -> Void) {
            for sample in 0..<x.rows {
                for output in 0..<outputs {
                    for row in 0..<height {
                        for column in 0..<width {
                            body(
                                sample, output, row, column,
                                sample * columns + (output * height + row) * width + column)
                        }
                    }
                }
            }
        }
        var numbers = [Double](repeating: 0, count: x.rows * columns)
        forEachOutput { sample, output, row, column, place in
            var sum = bias.numbers[output]
            var size = abs(sum)
            forEachProduct(output, row, column) { w, input in
                let term = weight.numbers[w] * x.numbers[sample * x.columns + input]
                sum += term
                size += abs(term)
            }
            numbers[place] = sum + rounding(size)
        }
        let result = Value(rows: x.rows, columns: columns, numbers)
        record {
            forEachOutput { sample, output, row, column, place in
                let gradient = result.gradient[place]
                bias.gradient[output] += gradient
                forEachProduct(output, row, column) { w, input in
                    weight.gradient[w] += gradient * x.numbers[sample * x.columns + input]
                    x.gradient[sample * x.columns + input] += gradient * weight.numbers[w]
                }
            }
        }
        return result
    }

    /// The maxima of windows; the gradient goes to the first of equal ones in the order of rows.
    func maxima(_ x: Value, _ image: ImageShape, size: Int, stride: Int) -> Value {
        let height = (image.height - size) / stride + 1
        let width = (image.width - size) / stride + 1
        var sources: [Int] = []
        for sample in 0..<x.rows {
            for channel in 0..<image.channels {
                for row in 0..<height {
                    for column in 0..<width {
                        let places = (0..<size * size).map { place in
                            sample * x.columns
                                + (channel * image.height + row * stride + place / size) * image.width
                                + column * stride + place % size
                        }
                        sources.append(places.reduce(places[0]) { x.numbers[$1] > x.numbers[$0] ? $1 : $0 })
                    }
                }
            }
        }
        let result = Value(
            rows: x.rows, columns: image.channels * height * width, sources.map { x.numbers[$0] })
        record {
            for (place, source) in sources.enumerated() { x.gradient[source] += result.gradient[place] }
        }
        return result
    }
}
