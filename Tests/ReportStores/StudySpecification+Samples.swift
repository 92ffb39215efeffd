import Foundation
import ResultStore

extension StudySpecification {
    /// Four tasks and three methods, small enough to check by hand, with numbers of the paper and one method that diverges.
    ///
    ///     task     snn  msra  batchnorm   (test rows right of 100)
    ///     abalone   70    66    64
    ///     glass     72    72    60
    ///     iris      95    97    90
    ///     wine      99    95    -
    public static var small: StudySpecification {
        let test = [
            "snn": [70, 72, 95, 99], "msra": [66, 72, 97, 95], "batchnorm": [64, 60, 90],
        ]
        var study = StudySpecification(
            tasks: ["uci/abalone", "uci/glass", "uci/iris", "uci/wine"], methods: ["snn", "msra", "batchnorm"]
        ) { task, method, layers in
            guard let values = test[method], values.indices.contains(task) else { return nil }
            // Validation prefers deep networks of snn and shallow ones of the others.
            let isPreferred = (layers == 8) == (method == "snn")
            return Correct(validation: isPreferred ? 90 : 80, test: isPreferred ? values[task] : values[task] - 5)
        }
        study.divergence = "the loss was not finite in epoch 1, step 3"
        study.published =
            accuracies("uci/abalone", [("snn", 0.6657), ("msra", 0.6284), ("batchnorm", 0.6303)])
            + accuracies("uci/glass", [("snn", 0.7358), ("msra", 0.6038), ("batchnorm", 0.6415)])
            + accuracies("uci/iris", [("snn", 0.973), ("msra", 0.9189), ("batchnorm", 0.8108)])
        return study
    }

    /// As many tasks and methods as the paper has, with numbers that look like accuracies.
    public static var full: StudySpecification {
        var generator = SplitMix(state: 7)
        let level = (0..<121).map { _ in Int.random(in: 45...92, using: &generator) }
        let noise = (0..<121 * 7 * 2).map { _ in Int.random(in: -4...4, using: &generator) }
        var study = StudySpecification(
            tasks: (0..<121).map { "uci/task-with-a-name-\($0)" }, methods: seven
        ) { task, method, layers in
            let place = seven.firstIndex(of: method) ?? 0
            let bonus = [5, 3, 0, 1, 3, 2, 1][place] - (layers == 8 && method != "snn" ? 3 : 0)
            let value = level[task] + bonus + noise[(task * 7 + place) * 2 + (layers == 8 ? 1 : 0)]
            return Correct(
                validation: min(100, value + (layers == 8 && method == "snn" ? 1 : 0)), test: min(100, value))
        }
        study.epochs = 100
        // A hundred epochs of all would take longer to write than all else takes.
        study.tasksWithAllEpochs = 10
        study.published = study.tasks.enumerated().flatMap { index, task in
            accuracies(task, seven.enumerated().map { ($1, Double(level[index] + [5, 3, 0, 1, 3, 2, 1][$0]) / 100) })
        }
        study.published += [
            ("snn", -0.756), ("msra", -0.240), ("layernorm", -0.198), ("highway", 0.021), ("resnet", 0.273),
            ("weightnorm", 0.397), ("batchnorm", 0.504),
        ].map {
            PublishedResult(
                source: "klambauer2017", table: "1", task: "uci", method: $0.0, metric: "average_rank_difference",
                value: $0.1)
        }
        return study
    }

    /// Names and messages that would run a script, break out of an attribute or fool a template.
    public static var hostile: StudySpecification {
        var study = StudySpecification(
            tasks: [
                "uci/<script>alert(1)</script>", "uci/\"\u{301} onmouseover=\"alert(2)", "uci/{{{style}}}{{>page}}",
                "uci/]]>--></title></style><svg onload=alert(3)>", "uci/'onclick='alert(4)",
                "uci/\u{202E}live\u{1B}[2J",
            ], methods: ["snn", "<img src=x onerror=alert(5)>", "a\"b&c'd`\\_%$#{}~^"]
        ) { task, method, _ in
            Correct(validation: 50 + task, test: 60 + task + method.count % 7)
        }
        study.divergence = "</td></table><script>alert(6)</script>"
        study.grid = "<b>grid</b>"
        return study
    }

    /// Accuracies of Table A11.
    public static func accuracies(_ task: String, _ values: [(method: String, value: Double)]) -> [PublishedResult] {
        values.map {
            PublishedResult(
                source: "klambauer2017", table: "A11", task: task, method: $0.method, metric: "accuracy",
                value: $0.value)
        }
    }

    /// Calls a body with the path of a results file in a folder that is removed afterwards.
    public static func withFile<Value>(
        _ write: (String) throws -> Void, _ body: (String) throws -> Value
    ) throws -> Value {
        // In memory where that is possible: a store syncs each record to its disk.
        let memory = "/dev/shm"
        let base =
            FileManager.default.isWritableFile(atPath: memory)
            ? URL(fileURLWithPath: memory) : FileManager.default.temporaryDirectory
        let folder = base.appending(path: "snnbench-reports-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "results.sqlite").path
        try write(file)
        return try body(file)
    }
}

/// A small generator with a seed (Steele, Lea and Flood 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
