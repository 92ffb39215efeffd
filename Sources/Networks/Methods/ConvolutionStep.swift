import Formats
import Kernels

/// A convolution with the activation after it, or maximum pooling: what a method has before its hidden layers.
public enum ConvolutionStep: Sendable, Hashable {
    /// A convolution with stride 1: the channels of its output, rows and columns of its kernel, zeros at each side.
    case convolution(outputs: Int, kernel: Int, padding: Int)
    /// The maximum of each channel over square windows, some places apart; windows that do not fit are left out.
    case pooling(size: Int, stride: Int)

    /// What a list of them is, for messages.
    public static let words = "a list of layers as { conv: 32, kernel: 5, padding: 2 } and { pool: 2, stride: 2 }"

    /// The channels that a convolution may have.
    public static let outputs = 1...4096
    /// The sizes of a kernel, of windows and of their distance.
    public static let sizes = 1...64
    /// The zeros at each side.
    public static let paddings = 0...64

    /// The sizes of images after this step.
    ///
    /// - Parameters:
    ///   - image: the sizes before.
    ///   - index: which step this is, for the error.
    /// - Throws: `ConvolutionError.tooSmall` where nothing would be left.
    func image(after image: ImageShape, index: Int) throws(ConvolutionError) -> ImageShape {
        let next: ImageShape? =
            switch self {
            case .convolution:
                convolutionShape(image).flatMap {
                    ImageShape(height: $0.outputHeight, width: $0.outputWidth, channels: $0.outputs)
                }
            case .pooling:
                poolingShape(image).flatMap {
                    ImageShape(height: $0.outputHeight, width: $0.outputWidth, channels: $0.channels)
                }
            }
        guard let next else { throw .tooSmall(step: index, image: image) }
        return next
    }

    /// The sizes of a convolution of an image; nil for pooling.
    func convolutionShape(_ image: ImageShape) -> ConvolutionShape? {
        guard case .convolution(let outputs, let kernel, let padding) = self else { return nil }
        return ConvolutionShape(
            channels: image.channels, height: image.height, width: image.width, outputs: outputs, kernel: kernel,
            padding: padding)
    }

    /// The sizes of pooling of an image; nil for a convolution.
    func poolingShape(_ image: ImageShape) -> PoolingShape? {
        guard case .pooling(let size, let stride) = self else { return nil }
        return PoolingShape(
            channels: image.channels, height: image.height, width: image.width, size: size, stride: stride)
    }
}

extension ConvolutionStep: FieldValue {
    /// The names and values of the step.
    public var json: CanonicalJSON {
        switch self {
        case .convolution(let outputs, let kernel, let padding):
            ["conv": outputs.json, "kernel": kernel.json, "padding": padding.json]
        case .pooling(let size, let stride): ["pool": size.json, "stride": stride.json]
        }
    }

    /// Reads a step that was stored; nil where a value is missing, unknown or out of range.
    public init?(json: CanonicalJSON) {
        guard case .object(let members) = json else { return nil }
        func value(_ name: String, _ range: ClosedRange<Int>) -> Int? {
            members[name].flatMap(Int.init(json:)).flatMap { range.contains($0) ? $0 : nil }
        }
        if members.count == 3, let outputs = value("conv", Self.outputs), let kernel = value("kernel", Self.sizes),
            let padding = value("padding", Self.paddings)
        {
            self = .convolution(outputs: outputs, kernel: kernel, padding: padding)
        } else if members.count == 2, let size = value("pool", Self.sizes), let stride = value("stride", Self.sizes) {
            self = .pooling(size: size, stride: stride)
        } else {
            return nil
        }
    }
}

extension MethodDefinition {
    /// The sizes of images before the first step, after it, and so on; nothing where the method has no steps.
    ///
    /// - Parameter shape: what the network is asked to map.
    /// - Throws: `ConvolutionError` where the features are no image, or too small a one.
    public func images(_ shape: NetworkShape) throws(ConvolutionError) -> [ImageShape] {
        guard !convolution.isEmpty else { return [] }
        guard let image = shape.image else { throw .noImage(method: name) }
        guard image.features == shape.inputs else { throw .otherFeatures(image: image, features: shape.inputs) }
        guard connection == .plain, normalization == .none else { throw .otherNetwork(method: name) }
        var images = [image]
        for (index, step) in convolution.enumerated() {
            images.append(try step.image(after: images[index], index: index))
        }
        return images
    }
}

/// What keeps a method with convolutions from being trained on some features.
public enum ConvolutionError: ClassifiedError, Equatable, Sendable {
    /// The features have no image shape.
    case noImage(method: String)
    /// The image has other numbers than there are features.
    case otherFeatures(image: ImageShape, features: Int)
    /// The method has connections or normalisation, which convolutions cannot have.
    case otherNetwork(method: String)
    /// Nothing is left of an image after a step, counted from 0.
    case tooSmall(step: Int, image: ImageShape)

    /// The kind of failure.
    public var kind: FailureKind { .usage }

    /// One line that says what is wrong and what to do.
    public var description: String {
        switch self {
        case .noImage(let method):
            "\(method) has convolutions, which need a task of images: mnist, cifar-10, or a table added with --image 28x28x1"
        case .otherFeatures(let image, let features):
            "an image of \(image) has \(image.features) numbers, but there are \(features) features"
        case .otherNetwork(let method):
            "\(method) has convolutions, which go with connection plain and normalization none only"
        case .tooSmall(let step, let image):
            "convolution, layer \(step + 1): nothing is left of an image of \(image); leave layers out, or pad them"
        }
    }
}
