import Formats
import Networks

/// The layers of a traced network with convolutions, as its metadata tell them.
///
/// `image` is `channels,height,width`; `blocks` names layer after layer with `;` between: `conv C K P` (to C channels, kernel K x K,
/// stride 1, zero padding P, then the activation), `pool K S` (maximum over K x K, stride S) and `dense N` (N units, the activation,
/// dropout). Dense layers come last.
struct TraceBlocks {
    /// What such traces have as their method.
    static let method = "cnn"

    /// The sizes of the images of the batch.
    let image: ImageShape
    /// The convolutions and pooling layers.
    let steps: [ConvolutionStep]
    /// The widths of the dense layers.
    let widths: [Int]
    private let text: String

    /// Reads the layers.
    init(_ values: TraceValues) throws(TraceError) {
        let sizes = try values.text("image")
        let numbers = sizes.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard numbers.count == 3,
            let image = ImageShape(height: numbers[1], width: numbers[2], channels: numbers[0])
        else {
            throw .wrongValue(
                key: "image", value: sizes,
                allowed: "channels, height and width with commas between, each from 1 to \(ImageShape.limit)")
        }
        self.image = image
        text = try values.text("blocks")
        var steps: [ConvolutionStep] = []
        var widths: [Int] = []
        for block in text.split(separator: ";", omittingEmptySubsequences: false) {
            switch TraceBlocks.layer(String(block)) {
            case .step(let step) where widths.isEmpty: steps.append(step)
            case .dense(let width): widths.append(width)
            default:
                throw .wrongValue(
                    key: "blocks", value: String(block),
                    allowed: "\"conv C K P\", \"pool K S\" or \"dense N\", the dense layers last")
            }
        }
        self.steps = steps
        self.widths = widths
    }

    private enum Layer {
        case step(ConvolutionStep)
        case dense(Int)
    }

    private static func layer(_ text: String) -> Layer? {
        let words = text.split(separator: " ").map(String.init)
        let numbers = words.dropFirst().compactMap { Int($0) }
        guard numbers.count == words.count - 1 else { return nil }
        let json: CanonicalJSON
        switch (words.first, numbers.count) {
        case ("conv", 3): json = ["conv": numbers[0].json, "kernel": numbers[1].json, "padding": numbers[2].json]
        case ("pool", 2): json = ["pool": numbers[0].json, "stride": numbers[1].json]
        case ("dense", 1): return (1...1_000_000).contains(numbers[0]) ? .dense(numbers[0]) : nil
        default: return nil
        }
        return ConvolutionStep(json: json).map { .step($0) }
    }

    /// Proves that something is left of the images after each layer.
    func check(_ method: MethodDefinition, _ shape: NetworkShape) throws(TraceError) {
        do throws(ConvolutionError) {
            _ = try method.images(shape)
        } catch {
            throw .wrongValue(key: "blocks", value: text, allowed: "layers that fit: \(error)")
        }
    }
}
