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
}
