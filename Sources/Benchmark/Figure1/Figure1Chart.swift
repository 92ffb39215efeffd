import Graphics

/// Figure 1 as a picture: training loss over epochs, a panel a task.
public enum Figure1Chart {
    /// Makes the picture.
    ///
    /// - Parameters:
    ///   - curves: the curves.
    ///   - subtitle: the setting, in one line.
    public static func chart(_ curves: [LossCurve], subtitle: String) -> Chart {
        var tasks: [String] = []
        for curve in curves where !tasks.contains(curve.task) { tasks.append(curve.task) }
        let depths = Array(Set(curves.map(\.depth))).sorted()
        let panels = tasks.map { task in
            LineChart.Panel(
                title: task,
                series: curves.filter { $0.task == task }.map { curve in
                    let isNormalized = curve.method == Figure1Plan.batchNormalized.name
                    return LineChart.Series(
                        name: "\(isNormalized ? "BatchNorm" : "SNN") \(curve.depth) layers",
                        paint: .shade(isNormalized ? .orange : .blue, depths.firstIndex(of: curve.depth) ?? 0),
                        dashes: isNormalized ? "6 3" : nil,
                        points: curve.losses.enumerated().map { (Double($0 + 1), $1) })
                })
        }
        return LineChart(
            title: "Training loss of SNN and BatchNorm networks", subtitle: subtitle, horizontal: "epoch",
            vertical: "training loss (nats per row)", panels: panels
        ).chart
    }
}
