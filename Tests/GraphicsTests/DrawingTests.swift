import Foundation
import Graphics
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// The kit that all drawings are made with.
@Suite struct DrawingTests {
    @Test func scalesHaveRoundMarks() {
        let linear = Scale(domain: (0, 30), range: (0, 300))
        #expect(linear.ticks(about: 6) == [0, 5, 10, 15, 20, 25, 30])
        #expect(linear(15) == 150 && linear(99) == 300)
        let decades = Scale(domain: (1e-6, 1), range: (100, 0), isLogarithmic: true)
        #expect(decades.ticks(about: 6).count == 7 && decades.ticks(about: 4).count == 4)
        #expect(abs(decades(1e-3) - 50) < 1e-9)
        #expect(decades(-1) == 100 && decades(.nan) == 100)
        let narrow = Scale(domain: (0.2, 0.9), range: (0, 1), isLogarithmic: true)
        #expect(narrow.ticks(about: 6).count > 3)
        let domains: [(lower: Double, upper: Double)] = [
            (0, 0), (.nan, 1), (5, -5), (-.infinity, .infinity), (1e300, 1.0000001e300),
            (.leastNonzeroMagnitude, 2 * .leastNonzeroMagnitude),
            (-1e308, 1e308),
            (1e15, 1e15 + 1),
        ]
        for domain in domains {
            for isLogarithmic in [false, true] {
                let scale = Scale(domain: domain, range: (0, 10), isLogarithmic: isLogarithmic)
                let ticks = scale.ticks(about: 5)
                #expect(!ticks.isEmpty && ticks.count < 100 && scale(1).isFinite, "\(domain)")
                #expect(ticks.allSatisfy { !scale.text($0, among: ticks).isEmpty && (0...10).contains(scale($0)) })
            }
        }
    }

    @Test func numbersAreShort() {
        #expect(Scale.label(1e-5) == "1e-5" && Scale.label(0.25) == "0.25" && Scale.label(2000) == "2000")
        let shares = Scale(domain: (0.85, 1), range: (0, 1))
        let ticks = shares.ticks(about: 3)
        #expect(ticks.map { shares.text($0, among: ticks) } == ["0.85", "0.90", "0.95", "1.00"])
    }

    /// Whatever texts and numbers are drawn, each form of a drawing is well-formed and holds nothing that runs.
    @Test func everyFormIsXML() {
        let hostile = "<script>alert(1)</script> \"\u{301} & '"
        let content: [SVGElement] =
            [
                .label(hostile, .nan, .infinity, rotation: -90),
                .circle(1, 2, radius: 3, fill: .series(-7), stroke: .ink),
                .path([(0, 0), (1e300, -.infinity)], .shade(.orange, 9), dashes: "3 2"),
                .diamond(3, 3, radius: 1, fill: .heat(99), stroke: .none), .group([]).titled(hostile),
            ] + SVGElement.arrow(from: (0, 0), to: (10, 10), .muted)
            + SVGElement.arrow(from: (0, 0), to: (0, 0), .muted)
        let chart = Chart(title: hostile, description: hostile, width: 100, height: 50, content: content)
        for text in [chart.forPage, chart.standalone, chart.adaptive] {
            let parser = XMLParser(data: Data(text.utf8))
            #expect(parser.parse(), "\(String(describing: parser.parserError))")
            #expect(!text.contains("<script") && !text.contains("nan") && !text.contains("inf"))
        }
        #expect(chart.forPage.contains("stroke=\"var(--ink)\"") && !chart.forPage.contains("#1b1f24"))
        #expect(!chart.standalone.contains("<style") && !chart.standalone.contains("class="))
        #expect(chart.adaptive.contains("prefers-color-scheme: dark"))
        #expect(chart.adaptive.contains("stroke=\"#1b1f24\" class=\"fill-s3 stroke-ink\""))
        #expect(chart.adaptive.contains(".stroke-ink{stroke:#e6edf3}"))
    }

    @Test func axesStandOnTheirSides() {
        let x = Scale(domain: (0, 10), range: (50, 150))
        let axis = Axis(x, .bottom, at: 80, title: "epoch", gridEnd: 10, hasLine: true)
        let text = Chart(title: "", description: "", width: 200, height: 100, content: axis.elements).standalone
        for mark in axis.ticks { #expect(text.contains("x1=\"\(Int(x(mark)))\" y1=\"80\"")) }
        #expect(text.contains(">epoch</text>"))
    }

    /// Every element of a drawing has its command in TikZ, at its place and in its colour.
    @Test func drawingsAreTikZToo() {
        let content: [SVGElement] = [
            .group(
                x: 10, y: 5,
                [.line(0, 0, 50, 0, .ink, width: 2, dashes: "3 2"), .circle(1, 2, radius: 3, fill: .series(1))]),
            .rectangle(1, 2, 3, 4, fill: .heat(2)), .path([(0, 0), (-1.5, 2)], .bad),
            .polygon([(0, 0), (1, 1), (2, 0)], fill: .good),
            .label("50 % of a_b", 7, 8, anchor: .end, isBold: true), .label("up", 1, 1, rotation: -90),
        ]
        let text = Chart(title: "A & B", description: "two\nlines", width: 100, height: 50, content: content).tikz
        #expect(text.contains("\\definecolor{snnbench-ink}{HTML}{1B1F24}"))
        #expect(text.contains("densely dashed] (10,5) -- (60,5);") && text.contains("(11,7) circle[radius=3]"))
        #expect(
            text.contains("(1,2) rectangle (4,6);") && text.contains("(0,0) -- (-1.5,2);") && text.contains("-- cycle;")
        )
        #expect(text.contains("anchor=base east] at (7,8) {\\bfseries 50 \\% of a\\_b};") && text.contains("rotate=90"))
        #expect(text.hasPrefix("% A & B. two lines\n") && text.ranges(of: "\\path").count == 5)
    }

    @Test func gridsAndBars() {
        var grid = HeatGrid(
            title: "t", description: "d", columns: ["a", "b"], rows: ["r"],
            fields: [[HeatGrid.Field(["one", "two"], step: 5, isBold: true), nil]], legend: [(5, "best")])
        grid.linesOfCell = 2
        let text = grid.chart.standalone
        #expect(text.contains(">one</text>") && text.contains(">two</text>") && text.contains(">–</text>"))
        #expect(grid.chart.height == 56 + 28 + 8)
        let bars = BarChart(
            title: "t", description: "d",
            groups: [
                (
                    "g",
                    [BarChart.Bar("x", 2, text: "two", paint: .ink), BarChart.Bar("y", 0, text: "none", paint: .bad)]
                )
            ]
        ).chart.standalone
        #expect(bars.contains("width=\"390\"") && bars.contains("width=\"1\"") && bars.contains(">none</text>"))
    }
}
