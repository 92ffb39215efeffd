import Kernels
import Networks

extension TutorialNetwork {
    /// Every network of the tutorials, by framework; one line each, with what is only known approximately.
    public static let all: [TutorialNetwork] = (tensorFlow + pyTorch + keras).map { network in
        var network = network
        if !network.method.convolution.isEmpty { network.method.name = network.name }
        return network
    }

    /// SELU, LeCun's weights, alpha dropout.
    private static func selu(_ steps: [ConvolutionStep]) -> MethodDefinition {
        method("snn", .selu, .lecun, .alpha, steps)
    }

    /// ReLU, He's weights, dropout.
    private static func relu(_ steps: [ConvolutionStep]) -> MethodDefinition {
        method("msra", .relu, .msra, .standard, steps)
    }

    private static func method(
        _ name: String, _ activation: Activation, _ initialization: MethodDefinition.Initialization,
        _ dropout: Dropout.Kind, _ steps: [ConvolutionStep]
    ) -> MethodDefinition {
        var method = MethodDefinition(
            name: name, activation: activation, initialization: initialization, dropout: dropout)
        method.convolution = steps
        return method
    }

    private static func conv(_ outputs: Int, _ kernel: Int, padding: Int = 0) -> ConvolutionStep {
        .convolution(outputs: outputs, kernel: kernel, padding: padding)
    }

    private static func pool(_ size: Int, stride: Int? = nil) -> ConvolutionStep {
        .pooling(size: size, stride: stride ?? size)
    }

    // MARK: TensorFlow 1

    private static let tensorFlow: [TutorialNetwork] =
        [
            TutorialNetwork(
                name: "tensorflow-mlp-mnist-selu", source: "TensorFlow 1 notebook", task: "mnist", method: selu([]),
                widths: [784, 784], dropoutRate: 0.05, optimizer: .sgd, learningRate: 0.05, batchSize: 100,
                length: .epochs(15), published: "95.90 to 98.24", remark: "the notebook tests on batches of 512")
        ]
        + [(selu(small), 0.05, "91.4"), (relu(small), 0.5, "83.4")].map { method, rate, published in
            TutorialNetwork(
                name: "tensorflow-cnn-mnist-\(method.activation)", source: "TensorFlow 1 notebook", task: "mnist",
                method: method, widths: [1024], dropoutRate: rate, optimizer: .sgd, learningRate: 0.025, batchSize: 128,
                length: .firstSteps(50), published: published,
                remark: "50 updates; the notebook tests on the first 512 test images, here on the first 800")
        }
        + [(selu(large), "76.72"), (elu, "75.33"), (relu(large), "74.48")].map { method, published in
            TutorialNetwork(
                name: "tensorflow-cnn-cifar10-\(method.activation)", source: "TensorFlow 1 notebook", task: "cifar-10",
                method: method, widths: [384, 192], dropoutRate: 0, optimizer: .adam, learningRate: 1e-4,
                batchSize: 128, length: .steps(10_000), published: published,
                remark: "windows at the margin are left out; the notebook scales all pixels alike")
        }

    private static let small = [conv(32, 5, padding: 2), pool(2), conv(64, 5, padding: 2), pool(2)]

    private static let large = [
        conv(64, 5, padding: 2), pool(3, stride: 2), conv(64, 5, padding: 2), pool(3, stride: 2),
        conv(128, 3, padding: 1), conv(128, 3, padding: 1), conv(128, 3, padding: 1), pool(3, stride: 2),
    ]

    /// The notebook's weights for ELU have variance 1.5505 / fan-in.
    private static let elu = method("elu", .elu, .gain(1.24519), .standard, large)

    // MARK: PyTorch

    private static let pyTorch: [TutorialNetwork] = [
        pyTorch("mlp-mnist", [], [512, 256], 1e-3, selu: "92.04", relu: "90.76"),
        pyTorch(
            "cnn-mnist", [conv(8, 5), pool(2), conv(16, 3), pool(2)], [512], 1e-3, selu: "95.91", relu: "94.58",
            remark: "the padding is not known: none here"),
        pyTorch(
            "cnn-cifar10", [conv(128, 5), pool(2), conv(128, 3), pool(2), conv(128, 3)], [2048, 1024], 1e-2,
            selu: "67.78", relu: "63.45", remark: "the padding is not known: none here"),
    ].flatMap { $0 }

    private static func pyTorch(
        _ name: String, _ steps: [ConvolutionStep], _ widths: [Int], _ rate: Double, selu published: String,
        relu other: String, remark: String = ""
    ) -> [TutorialNetwork] {
        let reluRemark = "weights N(0, 2/n); the notebook keeps PyTorch's smaller default"
        return [
            (selu(steps), published, remark),
            (relu(steps), other, remark.isEmpty ? reluRemark : "\(remark); \(reluRemark)"),
        ].map { method, published, remark in
            TutorialNetwork(
                name: "pytorch-\(name)-\(method.activation)", source: "PyTorch notebook",
                task: name.hasSuffix("mnist") ? "mnist" : "cifar-10", method: method, widths: widths, dropoutRate: 0.05,
                optimizer: .sgd, learningRate: rate, batchSize: 128, length: .epochs(20), published: published,
                remark: remark)
        }
    }

    // MARK: Keras

    private static let keras: [TutorialNetwork] = [
        keras("mlp-mnist", [], [512, 256]), keras("cnn-mnist", [conv(32, 3), conv(64, 3), pool(2)], [128]),
        keras(
            "cnn-cifar10",
            [conv(32, 3, padding: 1), conv(32, 3), pool(2), conv(64, 3, padding: 1), conv(64, 3), pool(2)], [512]),
    ].flatMap { $0 }

    private static func keras(_ name: String, _ steps: [ConvolutionStep], _ widths: [Int]) -> [TutorialNetwork] {
        [(selu(steps), 0.05), (relu(steps), 0.5)].map { method, rate in
            TutorialNetwork(
                name: "keras-\(name)-\(method.activation)", source: "Keras script",
                task: name.hasSuffix("mnist") ? "mnist" : "cifar-10", method: method, widths: widths, dropoutRate: rate,
                optimizer: .adam, learningRate: 1e-3, batchSize: 128, length: .epochs(12), published: "",
                remark: "no result is stored; optimiser, rate, epochs and dropout rates are ours")
        }
    }
}
