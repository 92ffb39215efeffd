import Kernels
import Testing

@testable import Networks

/// The gradients of every kind of network against differences of a plain one's loss in double precision.
@Suite struct GradientTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var method: MethodDefinition
        var hyperparameters: Hyperparameters
        /// Whether dropout takes place at the configuration's rate.
        var isDropping = true
        /// Whether the targets are labels, some of them missing, instead of classes.
        var hasLabels = false
        /// Whether the target is a number.
        var isNumber = false
        var testDescription: String { name }
    }

    static let cases: [Case] = {
        func plain(rate: Double = 0, l2: Double = 0, form: Hyperparameters.Form = .rectangular) -> Hyperparameters {
            Hyperparameters(
                hiddenUnits: 9, layers: 2, learningRate: 0, dropoutRate: rate, form: form,
                bottleneck: 0.5, l2Penalty: l2)
        }
        var cases: [Case] = []
        for method in MethodDefinition.builtIn {
            cases.append(Case(name: method.name, method: method, hyperparameters: plain()))
            cases.append(
                Case(name: method.name + " dropout, L2", method: method, hyperparameters: plain(rate: 0.25, l2: 0.01)))
            cases.append(
                Case(
                    name: method.name + " dropout turned off", method: method, hyperparameters: plain(rate: 0.25),
                    isDropping: false))
        }
        for method in MethodDefinition.builtIn {
            cases.append(
                Case(
                    name: method.name + " labels", method: method, hyperparameters: plain(rate: 0.25, l2: 0.01),
                    hasLabels: true))
        }
        for method in MethodDefinition.builtIn {
            cases.append(
                Case(
                    name: method.name + " number", method: method, hyperparameters: plain(rate: 0.25, l2: 0.01),
                    isNumber: true))
        }
        cases.append(Case(name: "resnet diavolo", method: .resnet, hyperparameters: plain(form: .diavolo)))
        cases.append(Case(name: "snn conic", method: .snn, hyperparameters: plain(form: .conic)))
        for activation in Activation.allCases {
            for kind in [Dropout.Kind.standard, .alpha] {
                let method = MethodDefinition(name: "own", activation: activation, dropout: kind)
                let name = "\(activation), \(kind)"
                cases.append(Case(name: name, method: method, hyperparameters: plain(rate: 0.25)))
            }
            for normalization in [MethodDefinition.Normalization.batch, .layer] {
                for place in MethodDefinition.NormalizationPlace.allCases {
                    let method = MethodDefinition(
                        name: "own", activation: activation, normalization: normalization, normalizationPlace: place)
                    cases.append(
                        Case(
                            name: "\(activation), \(normalization), \(place)", method: method,
                            hyperparameters: plain(rate: 0.25)))
                }
            }
            let weighted = MethodDefinition(name: "own", activation: activation, normalization: .weight)
            cases.append(Case(name: "\(activation), weight", method: weighted, hyperparameters: plain(rate: 0.25)))
            for normalization in MethodDefinition.Normalization.allCases {
                let method = MethodDefinition(
                    name: "own", activation: activation, normalization: normalization, connection: .residual)
                cases.append(
                    Case(
                        name: "\(activation), \(normalization), diavolo", method: method,
                        hyperparameters: plain(rate: 0.25, l2: 0.01, form: .diavolo)))
            }
            let connections: [MethodDefinition.Connection] = [.highway, .residual]
            for connection in connections {
                let method = MethodDefinition(name: "own", activation: activation, connection: connection)
                cases.append(
                    Case(name: "\(activation), \(connection)", method: method, hyperparameters: plain(rate: 0.25)))
            }
        }
        return cases
    }()

    @Test(arguments: cases)
    func gradients(_ example: Case) throws {
        let key = RandomKey(seed: 8)
        let shape = NetworkShape(
            inputs: 6, outputs: example.isNumber ? 1 : 3,
            loss: example.isNumber ? .squaredError : example.hasLabels ? .sigmoid : .softmax)
        let network = Network(
            method: example.method, hyperparameters: example.hyperparameters, shape: shape, batchSize: 16)
        network.initialize(key: key)
        // Biases, scales and shifts away from their initial values, so that mistakes show.
        var values: [String: [Float]] = [:]
        for (index, parameter) in network.parameters.enumerated() where !parameter.isStatistic {
            let noise = Matrix(rows: 1, columns: parameter.values.count)
            noise.fillNormal(RandomStream(key: key, purpose: .other, layer: index), standardDeviation: 0.1)
            values[parameter.name] = zip(parameter.values, noise.rowMajor).map { $0 + $1 }
        }
        try network.setParameters(values)
        // Fewer rows than there is room for.
        let x = Matrix(rows: 16, columns: 6)
        x.fillNormal(RandomStream(key: key, purpose: .other, layer: 1000), standardDeviation: 1)
        x.useRows(11)
        let classes: [Int32] = [0, 1, 2, 2, 1, 0, 0, 1, 2, 2, 1]
        let labels = Matrix(rows: 16, columns: 3)
        labels.useRows(11)
        for row in 0..<11 { for column in 0..<3 { labels[row, column] = Float((row * 5 + column * 4) % 3) - 1 } }
        let numbers = Matrix(rows: 16, columns: 1)
        numbers.useRows(11)
        for row in 0..<11 { numbers[row, 0] = Float(row * 7 % 11) / 4 - 1 }
        let masks = (0..<2).map { layer in
            let mask = Matrix(rows: 16, columns: 9)
            for row in 0..<16 {
                for column in 0..<9 { mask[row, column] = (row * 7 + column * 3 + layer) % 4 == 0 ? 0 : 1 }
            }
            return mask
        }
        let hasDropout = example.isDropping && example.hyperparameters.dropoutRate > 0
        let recorder = GradientRecorder()
        let loss = network.step(
            x,
            targets: example.isNumber
                ? .numbers(numbers) : example.hasLabels ? .labels(labels) : .classes(classes[...]),
            dropout: hasDropout ? .fixed(masks) : .off, learningRate: 0,
            l2Penalty: example.hyperparameters.l2Penalty, recorder: recorder)

        var reference = DoubleNetwork(
            method: example.method, hyperparameters: example.hyperparameters,
            parameters: values.mapValues { $0.map(Double.init) }, masks: hasDropout ? masks : [],
            labels: example.hasLabels ? labels : nil, numbers: example.isNumber ? numbers : nil)
        let rows = (0..<11).map { row in (0..<6).map { Double(x[row, $0]) } }
        let expectedLoss = reference.loss(rows, classes: classes)
        #expect(abs(loss.sum - expectedLoss) < 1e-5 * (1 + expectedLoss), "loss \(loss.sum), not \(expectedLoss)")
        let penalized = network.parameters.filter(\.isPenalized).map(\.name)
        #expect(Set(recorder.gradients.keys) == Set(values.keys))
        var differences: [(name: String, index: Int, ours: Double, theirs: Double)] = []
        for (name, gradient) in recorder.gradients {
            for index in stride(from: 0, to: gradient.count, by: gradient.count > 20 ? 3 : 1) {
                let step = 1e-6
                func shifted(_ distance: Double) -> Double {
                    reference.parameters[name]?[index] += distance
                    defer { reference.parameters[name]?[index] -= distance }
                    return reference.loss(rows, classes: classes) / 11 + reference.penalty(penalized)
                }
                differences.append(
                    (name, index, Double(gradient[index]), (shifted(step) - shifted(-step)) / (2 * step)))
            }
        }
        let largest = differences.map { abs($0.theirs) }.max() ?? 0
        for (name, index, ours, theirs) in differences where !(abs(ours - theirs) < 1e-4 * largest + 1e-6) {
            Issue.record("\(name)[\(index)]: \(ours), differences say \(theirs)")
        }
        #expect(largest > 1e-3)
    }
}
