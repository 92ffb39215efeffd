import Graphics
import Testing

/// Points beside a diagonal, with names.
@Suite struct AgreementPlotTests {
    /// Names of points at one place stand apart from each other, right of the axis and within the drawing.
    @Test func namesDoNotCollide() throws {
        var plot = AgreementPlot(
            title: "SNN", subtitle: "six tasks", horizontal: "paper", vertical: "ours",
            points: (0..<6).map {
                AgreementPlot.Point(name: "uci/a-rather-long-name-\($0)", x: 0.92, y: 0.6 + 0.002 * Double($0))
            } + [AgreementPlot.Point(name: "uci/another-at-the-left", x: 0.41, y: 0.9)], paint: .series(0))
        plot.mostNames = 7
        let names = plot.chart.content.filter { element in
            element.name == "text"
                && element.children.contains { if case .text(let text) = $0 { text.contains("-") } else { false } }
        }
        #expect(names.count == 7)
        let boxes = names.compactMap { element -> (left: Double, right: Double, base: Double)? in
            func number(_ name: String) -> Double {
                if case .number(let value)? = element.attributes.first(where: { $0.name == name })?.value {
                    value
                } else {
                    0
                }
            }
            guard case .text(let text)? = element.children.first else { return nil }
            let width = TextWidth.of(text, size: 9.5)
            let isEnd = element.attributes.contains { $0.name == "text-anchor" }
            let left = isEnd ? number("x") - width : number("x")
            return (left, left + width, number("y"))
        }
        for (place, first) in boxes.enumerated() {
            #expect(first.left >= 42 && first.right <= plot.chart.width)
            for second in boxes.dropFirst(place + 1) {
                let isApart =
                    first.right <= second.left || second.right <= first.left
                    || (first.base - second.base).magnitude >= 10
                #expect(isApart, "\(first) and \(second)")
            }
        }
    }

    /// A spread is a line to both sides, cut at the ends of the scale.
    @Test func spreadsAreBars() {
        let plain = AgreementPlot(
            title: "SNN", subtitle: "", horizontal: "x", vertical: "y",
            points: [AgreementPlot.Point(name: "a", x: 0.5, y: 0.5)], paint: .series(3))
        var barred = plain
        barred.points[0].xSpread = 0.1
        barred.points[0].ySpread = 0.9
        func lines(_ plot: AgreementPlot) -> Int {
            plot.chart.standalone.ranges(of: "stroke=\"\(Paint.series(3).light)\"").count
        }
        #expect(lines(barred) == lines(plain) + 2)
        #expect(!barred.chart.standalone.contains("y2=\"-"))
    }
}
