/// The sizes of images and of the windows of maximum pooling over them.
public struct PoolingShape: Sendable, Hashable {
    /// The channels.
    public let channels: Int
    /// The rows of the input.
    public let height: Int
    /// The columns of the input.
    public let width: Int
    /// The rows, and the columns, of a window.
    public let size: Int
    /// How far neighbouring windows are apart.
    public let stride: Int

    /// Makes a shape; all sizes are from 1.
    public init(channels: Int, height: Int, width: Int, size: Int, stride: Int) {
        self.channels = channels
        self.height = height
        self.width = width
        self.size = size
        self.stride = stride
    }

    /// The rows of windows; those that do not fit are left out.
    public var outputHeight: Int { height < size ? 0 : (height - size) / max(1, stride) + 1 }
    /// The columns of windows; those that do not fit are left out.
    public var outputWidth: Int { width < size ? 0 : (width - size) / max(1, stride) + 1 }
    /// The positions of an image of the input.
    public var positions: Int { height * width }
    /// The positions of an image of the output.
    public var outputPositions: Int { outputHeight * outputWidth }
}

extension Matrix {
    /// Sets this matrix to the maxima of windows of images, NaN where a window has one.
    ///
    /// - Parameters:
    ///   - images: batch x positions rows of channels.
    ///   - places: takes which place of its window each maximum has, row by row: the first of equal ones. Of this shape.
    ///   - shape: the sizes.
    public func setMaxima(of images: Matrix, places: Matrix, _ shape: PoolingShape) {
        precondition(images.columns == columns && places.columns == columns, "the channels differ")
        let count = images.rows / max(1, shape.positions)
        useRows(count * shape.outputPositions)
        places.useRows(rows)
        for panel in 0..<panels {
            var row = 0
            for index in 0..<count {
                for line in 0..<shape.outputHeight {
                    var start = images.place(
                        panel: panel, row: index &* shape.positions &+ line &* shape.stride &* shape.width)
                    for _ in 0..<shape.outputWidth {
                        var maximum = Lanes(at: start)
                        var place = Lanes.zero
                        var number: Float = 0
                        for y in 0..<shape.size {
                            for x in 0..<shape.size {
                                let value = Lanes(at: start + (y &* shape.width &+ x) &* laneCount)
                                place = selectGreater(value, maximum, Lanes(repeating: number), place)
                                maximum = selectNumber(value, selectGreater(value, maximum, value, maximum), value)
                                number += 1
                            }
                        }
                        maximum.store(at: self.place(panel: panel, row: row))
                        place.store(at: places.place(panel: panel, row: row))
                        row &+= 1
                        start += shape.stride &* laneCount
                    }
                }
            }
        }
    }

    /// Sets this matrix to the gradient of images, given that of the maxima of their windows.
    ///
    /// A place that is the maximum of several windows takes the sum of their gradients, in ascending order of the windows.
    ///
    /// - Parameters:
    ///   - gradient: batch x output positions rows of channels.
    ///   - places: what `setMaxima(of:places:_:)` has stored.
    ///   - shape: the sizes.
    public func setGradient(ofMaxima gradient: Matrix, places: Matrix, _ shape: PoolingShape) {
        precondition(gradient.columns == columns && places.columns == columns, "the channels differ")
        let count = gradient.rows / max(1, shape.outputPositions)
        useRows(count * shape.positions)
        for panel in 0..<panels {
            var row = 0
            for index in 0..<count {
                let image = place(panel: panel, row: index &* shape.positions)
                image.update(repeating: 0, count: shape.positions &* laneCount)
                for line in 0..<shape.outputHeight {
                    var start = image + line &* shape.stride &* shape.width &* laneCount
                    for _ in 0..<shape.outputWidth {
                        let summand = Lanes(at: gradient.place(panel: panel, row: row))
                        let place = Lanes(at: places.place(panel: panel, row: row))
                        var number: Float = 0
                        for y in 0..<shape.size {
                            for x in 0..<shape.size {
                                let target = start + (y &* shape.width &+ x) &* laneCount
                                (Lanes(at: target) + selectEqual(place, number, summand, .zero)).store(at: target)
                                number += 1
                            }
                        }
                        row &+= 1
                        start += shape.stride &* laneCount
                    }
                }
            }
        }
    }

    /// Sets this matrix to images as rows of features: all positions of a channel, channel after channel.
    ///
    /// - Parameters:
    ///   - images: batch x positions rows of channels.
    ///   - positions: the positions of an image.
    public func setFeatures(ofImages images: Matrix, positions: Int) {
        precondition(columns == images.columns * positions, "the features are not those of the images")
        useRows(images.rows / max(1, positions))
        forEachFeature(of: images, positions) { feature, position in feature.pointee = position.pointee }
    }

    /// Sets images to what rows of features hold: the reverse of `setFeatures(ofImages:positions:)`.
    ///
    /// - Parameters:
    ///   - features: batch x (channels x positions).
    ///   - positions: the positions of an image.
    public func setImages(ofFeatures features: Matrix, positions: Int) {
        precondition(features.columns == columns * positions, "the features are not those of the images")
        useRows(features.rows * positions)
        features.forEachFeature(of: self, positions) { feature, position in position.pointee = feature.pointee }
    }

    @inline(__always)
    private func forEachFeature(
        of images: Matrix, _ positions: Int,
        _ body: (_ feature: UnsafeMutablePointer<Float>, _ position: UnsafeMutablePointer<Float>) -> Void
    ) {
        for row in 0..<rows {
            var feature = 0
            for channel in 0..<images.columns {
                var position = images.place(panel: channel / laneCount, row: row &* positions) + channel % laneCount
                for _ in 0..<positions {
                    body(place(panel: feature / laneCount, row: row) + feature % laneCount, position)
                    feature &+= 1
                    position += laneCount
                }
            }
        }
    }
}
