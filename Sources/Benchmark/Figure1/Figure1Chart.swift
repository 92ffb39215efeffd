/// Figure 1 as a picture: training loss over epochs, a panel a task.
public enum Figure1Chart {
    /// The picture as an SVG file.
    ///
    /// - Parameters:
    ///   - curves: the curves.
    ///   - subtitle: the setting, in one line.
    public static func svg(_ curves: [LossCurve], subtitle: String) -> String {
        var tasks: [String] = []
        for curve in curves where !tasks.contains(curve.task) { tasks.append(curve.task) }
        let depths = Array(Set(curves.map(\.depth))).sorted()
        let panels = tasks.map { task in
            LineChart.Panel(
                title: task,
                series: curves.filter { $0.task == task }.map { curve in
                    let isNormalized = curve.method == Figure1Plan.batchNormalized.name
                    let shade = min(2, depths.firstIndex(of: curve.depth) ?? 0)
                    return LineChart.Series(
                        name: "\(isNormalized ? "BatchNorm" : "SNN") \(curve.depth) layers",
                        className: (isNormalized ? "bn" : "snn") + "\(shade)",
                        points: curve.losses.enumerated().map { (Double($0 + 1), $1) })
                })
        }
        return LineChart(
            title: "Training loss of SNN and BatchNorm networks", subtitle: subtitle, horizontal: "epoch",
            vertical: "training loss (nats per row)", panels: panels, light: light, dark: dark
        ).svg
    }

    private static let light = [
        ".curve { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }",
        ".snn0 { stroke: #74a9d8; }", ".snn1 { stroke: #2f79b9; }", ".snn2 { stroke: #0b3d6e; }",
        ".bn0 { stroke: #f2a65a; }", ".bn1 { stroke: #d9711c; }", ".bn2 { stroke: #8c3a06; }",
        ".bn0, .bn1, .bn2 { stroke-dasharray: 6 3; }",
    ]

    private static let dark = [
        ".snn0 { stroke: #2f6ea8; }", ".snn1 { stroke: #58a6ff; }", ".snn2 { stroke: #b6dcff; }",
        ".bn0 { stroke: #a5591b; }", ".bn1 { stroke: #f0883e; }", ".bn2 { stroke: #ffd2a8; }",
    ]
}
