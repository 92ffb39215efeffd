/// One image with zeros around it, as products of a convolution read it.
///
/// A matrix of positions x channels, so that the places under a kernel that moves along a row follow each other. Where an image
/// has few channels, the neighbours under a row of the kernel stand beside each other in one panel, and the kernel has one column:
/// the order of the products is the same.
final class PaddedImage {
    let shape: ConvolutionShape
    private let image: Matrix
    /// A row with the channels of each position behind each other; none where the panels are read as they are.
    private let interleaved: Vector?
    /// Where each place of the kernel begins after the first one, in floats.
    let taps: [Int]
    /// Where each row of the output begins after the first one, in floats.
    let lines: [Int]
    private let columns: Int

    init(_ shape: ConvolutionShape) {
        self.shape = shape
        let (rows, columns) = PaddedImage.size(shape)
        self.columns = columns
        image = Matrix(
            rows: rows * columns, columns: PaddedImage.isFolded(shape) ? laneCount : shape.channels)
        interleaved = PaddedImage.isFolded(shape) ? Vector(count: PaddedImage.interleavedCount(shape)) : nil
        let places = PaddedImage.isFolded(shape) ? 1 : shape.kernel
        taps = (0..<shape.kernel).flatMap { row in (0..<places).map { (row * columns + $0) * laneCount } }
        lines = (0..<shape.outputHeight).map { $0 * columns * laneCount }
    }

    /// Whether the neighbours under a row of the kernel stand in one panel.
    private static func isFolded(_ shape: ConvolutionShape) -> Bool {
        shape.kernel > 1 && shape.kernel * shape.channels <= laneCount
    }

    private static func size(_ shape: ConvolutionShape) -> (rows: Int, columns: Int) {
        let margin = 2 * shape.padding
        return (
            max(0, shape.height + margin), isFolded(shape) ? shape.outputWidth : max(0, shape.width + margin)
        )
    }

    private static func interleavedCount(_ shape: ConvolutionShape) -> Int {
        max(0, shape.width + 2 * shape.padding) * shape.channels + laneCount
    }

    /// The bytes of the memory.
    static func byteCount(_ shape: ConvolutionShape) -> Double {
        let (rows, columns) = size(shape)
        return Matrix.byteCount(rows: rows * columns, columns: isFolded(shape) ? laneCount : shape.channels)
            + (isFolded(shape) ? Vector.byteCount(count: interleavedCount(shape)) : 0)
    }

    /// The k of each place of the kernel, by panel of the input.
    func depth(panel: Int) -> Int {
        interleaved == nil ? shape.channelsInPanel(panel) : shape.kernel * shape.channels
    }

    /// Where a panel begins.
    func panel(_ panel: Int) -> UnsafePointer<Float> { UnsafePointer(image.place(panel: panel, row: 0)) }

    /// Takes an image of a batch; the zeros around it stay.
    func load(_ images: Matrix, index: Int) {
        let margin = shape.padding
        let first = max(0, margin)
        let end = min(shape.height + 2 * margin, shape.height + margin)
        guard first < end else { return }
        for row in first..<end {
            let source = index &* shape.positions &+ (row &- margin) &* shape.width
            if let interleaved {
                loadFolded(images, source: source, row: row, interleaved)
            } else {
                let start = max(0, margin)
                let count = min(columns, shape.width &+ margin) &- start
                guard count > 0 else { continue }
                for panel in 0..<shape.panels {
                    image.place(panel: panel, row: row &* columns &+ start).update(
                        from: images.place(panel: panel, row: source &+ start &- margin), count: count &* laneCount)
                }
            }
        }
    }

    private func loadFolded(_ images: Matrix, source: Int, row: Int, _ interleaved: Vector) {
        let channels = shape.channels
        let margin = shape.padding
        // Sixteen floats at a time: what is too much is written over by the next position, at the end by zeros.
        let start = max(0, margin)
        let end = min(shape.width &+ 2 &* margin, shape.width &+ margin)
        for column in start..<max(start, end) {
            Lanes(at: images.place(panel: 0, row: source &+ column &- margin))
                .store(at: interleaved.base + column &* channels)
        }
        (interleaved.base + max(start, end) &* channels).update(
            repeating: 0, count: interleaved.count &- max(start, end) &* channels)
        for column in 0..<columns {
            Lanes(at: interleaved.base + column &* channels)
                .store(at: image.place(panel: 0, row: row &* columns &+ column))
        }
    }
}
