import Formats
import Networks

extension SettingsObject {
    /// The convolutions and pooling layers of a method; nil where the file has none.
    ///
    /// The padding of a convolution is 0 where it is not given, the stride of pooling the size of its windows.
    ///
    /// - Throws: `SettingsError` with the layer and the value that is wrong, and what is allowed.
    func convolution(_ name: String) throws(SettingsError) -> [ConvolutionStep]? {
        guard has(name) else { return nil }
        let layers = try objects(
            name, words: ConvolutionStep.words, known: ["conv", "kernel", "padding", "pool", "stride"])
        var steps: [ConvolutionStep] = []
        for layer in layers {
            let isPooling = layer.has("pool")
            guard isPooling != layer.has("conv") else {
                throw layer.error("a layer is { conv: 32, kernel: 5, padding: 2 } or { pool: 2, stride: 2 }")
            }
            for name in isPooling ? ["kernel", "padding"] : ["stride"] where layer.has(name) {
                throw layer.error(
                    name, isPooling ? "pooling has a stride, no \(name)" : "convolutions have stride 1; leave it out")
            }
            if isPooling {
                let size = try layer.count("pool", ConvolutionStep.sizes)
                let stride = layer.has("stride") ? try layer.count("stride", ConvolutionStep.sizes) : size
                steps.append(.pooling(size: size, stride: stride))
            } else {
                steps.append(
                    .convolution(
                        outputs: try layer.count("conv", ConvolutionStep.outputs),
                        kernel: try layer.count("kernel", ConvolutionStep.sizes),
                        padding: layer.has("padding") ? try layer.count("padding", ConvolutionStep.paddings) : 0))
            }
        }
        return steps
    }

    /// A whole number within a range that must be there.
    private func count(_ name: String, _ range: ClosedRange<Int>) throws(SettingsError) -> Int {
        let words = FieldRange.integer(range).words
        guard let value = value(name) else { throw missing(name, words) }
        guard let number = Int(json: value.json), range.contains(number) else {
            throw error(name, "\(name) is \(value.kind); allowed is \(words)")
        }
        return number
    }
}
