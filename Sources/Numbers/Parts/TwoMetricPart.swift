import Formats
import Graphics
import Statistics
import Tables

/// The average ranks of methods under two metrics against each other.
package struct TwoMetricPart: NumberPart {
    package static let name = "two-metrics"
    package static let summary =
        "Average ranks under the first two metrics against each other, with critical differences."
    package static let title = "Two metrics"
    package static let isDrawn = true

    package let table: Table
    package let charts: [Chart]

    package init(_ study: NumberStudy) throws {
        guard study.reports.count > 1 else {
            table = Table(
                columns: ["method"],
                notes: ["There is one metric; a table in long format may have several columns of scores."])
            charts = []
            return
        }
        let (first, second) = (study.reports[0], study.reports[1])
        let shared = first.orderedMethods.filter { second.comparison.methods.contains($0) }
        let points = shared.compactMap { name -> (name: String, x: Double, y: Double)? in
            guard let a = first.comparison.methods.firstIndex(of: name),
                let b = second.comparison.methods.firstIndex(of: name)
            else { return nil }
            return (name, first.averageRank(a), second.averageRank(b))
        }
        let names = (first.table.metric, second.table.metric)
        let criticals = try [first, second].map {
            try $0.comparison.nemenyi?.criticalDifference(alpha: study.options.alpha)
        }
        table = Table(
            columns: ["method", "average_rank_\(names.0)", "average_rank_\(names.1)"],
            rows: points.map { [.text($0.name), .decimal($0.x, places: 3), .decimal($0.y, places: 3)] },
            notes: zip([names.0, names.1], criticals).compactMap { name, critical in
                critical.map {
                    "\(name): average ranks differ at \(NumberText.short(study.options.alpha)) from "
                        + "\(NumberText.decimal($0, places: 3)) on (Nemenyi)."
                }
            })
        charts = points.count > 1 ? [Self.chart(points, names, criticals)] : []
    }

    private static func chart(
        _ points: [(name: String, x: Double, y: Double)], _ names: (String, String), _ criticals: [Double?]
    ) -> Chart {
        let (left, right, top, bottom) = (70.0, 470.0, 50.0, 450.0)
        let most = Double(max(2, points.count))
        let x = Scale(domain: (1, most), range: (left, right))
        let y = Scale(domain: (1, most), range: (bottom, top))
        var content = Axis(x, .bottom, at: bottom, title: "average rank, \(names.0)", gridEnd: top, hasLine: true)
            .elements
        content += Axis(y, .left, at: left, title: "average rank, \(names.1)", gridEnd: right, hasLine: true).elements
        if let critical = criticals[0], 1 + critical <= most {
            content.append(.line(left, top - 12, x(1 + critical), top - 12, .ink, width: 2))
            content.append(.label("CD \(NumberText.decimal(critical, places: 2))", left, top - 18, size: 11))
        }
        if let critical = criticals[1], 1 + critical <= most {
            content.append(.line(right + 12, bottom, right + 12, y(1 + critical), .ink, width: 2))
            content.append(
                .label("CD \(NumberText.decimal(critical, places: 2))", right + 18, bottom - 4, size: 11))
        }
        for (place, point) in points.enumerated() {
            content.append(
                .circle(x(point.x), y(point.y), radius: 4, fill: .series(place)).titled(
                    "\(point.name): \(NumberText.decimal(point.x, places: 2)), \(NumberText.decimal(point.y, places: 2))"
                ))
            let isLeft = x(point.x) > right - 90
            content.append(
                .label(
                    TextWidth.fitted(point.name, width: 120, size: 11), x(point.x) + (isLeft ? -7 : 7), y(point.y) - 5,
                    anchor: isLeft ? .end : .start, size: 11))
        }
        return Chart(
            title: "Average ranks by \(names.0) and by \(names.1)",
            description:
                "One point a method; the best lie at the lower left. Bars show the critical differences of Nemenyi’s test.",
            width: 580, height: 500, content: content)
    }
}
