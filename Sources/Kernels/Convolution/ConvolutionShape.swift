/// The sizes of a convolution with stride 1 over images with zeros around them.
///
/// Images are matrices of positions x channels: the positions of an image row by row, the images of a batch one after the other.
public struct ConvolutionShape: Sendable, Hashable {
    /// The channels of the input.
    public let channels: Int
    /// The rows of the input.
    public let height: Int
    /// The columns of the input.
    public let width: Int
    /// The channels of the output.
    public let outputs: Int
    /// The rows, and the columns, of the kernel.
    public let kernel: Int
    /// The zeros at each side of the input.
    public let padding: Int

    /// Makes a shape; all sizes are from 1, the padding from 0.
    public init(channels: Int, height: Int, width: Int, outputs: Int, kernel: Int, padding: Int) {
        self.channels = channels
        self.height = height
        self.width = width
        self.outputs = outputs
        self.kernel = kernel
        self.padding = padding
    }

    /// The rows of the output; none where the kernel is larger than the padded input.
    public var outputHeight: Int { max(0, height + 2 * padding - kernel + 1) }
    /// The columns of the output; none where the kernel is larger than the padded input.
    public var outputWidth: Int { max(0, width + 2 * padding - kernel + 1) }
    /// The positions of an image of the input.
    public var positions: Int { height * width }
    /// The positions of an image of the output.
    public var outputPositions: Int { outputHeight * outputWidth }
    /// The places of the kernel.
    public var taps: Int { kernel * kernel }
    /// The weights of one channel of the output.
    public var fanIn: Int { channels * taps }

    /// The row of the weights, fan-in x outputs, in which a channel of the input and a place of the kernel stand.
    ///
    /// Sixteen channels at a time: all places of the kernel row by row, each with the sixteen channels. A product runs over
    /// them in this order, so that it reads whole panels of the input.
    public func row(channel: Int, tap: Int) -> Int {
        let panel = channel / laneCount
        return panel * laneCount * taps + tap * channelsInPanel(panel) + channel % laneCount
    }

    /// The channels of a panel of the input.
    func channelsInPanel(_ panel: Int) -> Int { min(laneCount, channels - panel * laneCount) }

    /// The panels of the input.
    var panels: Int { Matrix.panelCount(columns: channels) }

    /// The convolution by which gradients go back: of the gradient of the output, its channels and those of the input exchanged,
    /// with the kernel turned round.
    ///
    /// Its padding is below 0 where the padding is larger than the kernel: then the gradient's margins are left out.
    var reversed: ConvolutionShape {
        ConvolutionShape(
            channels: outputs, height: outputHeight, width: outputWidth, outputs: channels, kernel: kernel,
            padding: kernel - 1 - padding)
    }
}
