/// Horizontal bars with names and words, one below the other.
public struct BarChart: Sendable {
    /// A bar.
    public struct Bar: Sendable {
        /// What stands at its left.
        public var name: String
        /// Its length, 0 and above.
        public var value: Double
        /// What stands at its end.
        public var text: String
        /// The colour.
        public var paint: Paint

        /// Makes a bar.
        public init(_ name: String, _ value: Double, text: String, paint: Paint) {
            self.name = name
            self.value = value
            self.text = text
            self.paint = paint
        }
    }

    /// What it shows, one line.
    public var title: String
    /// What there is to see, in words.
    public var description: String
    /// The bars, each group under its own title; one of an empty title has none.
    public var groups: [(title: String, bars: [Bar])]

    /// Makes a chart.
    public init(title: String, description: String, groups: [(title: String, bars: [Bar])]) {
        self.title = title
        self.description = description
        self.groups = groups
    }

    /// The drawing.
    public var chart: Chart {
        let (left, right, row) = (130.0, 520.0, 26.0)
        let longest = groups.flatMap(\.bars).map(\.value).filter(\.isFinite).max() ?? 0
        var content: [SVGElement] = []
        var y = 10.0
        for group in groups {
            if !group.title.isEmpty {
                content.append(
                    .label(TextWidth.fitted(group.title, width: right, size: 12), 8, y + 14, size: 12, isBold: true))
                y += row
            }
            for bar in group.bars {
                let width = longest > 0 ? (right - left) * bar.value / longest : 0
                let elements: [SVGElement] = [
                    .label(
                        TextWidth.fitted(bar.name, width: left - 12, size: 12), left - 8, y + 15, anchor: .end, size: 12
                    ),
                    .rectangle(left, y, max(1, width), row - 7, fill: bar.paint, radius: 2),
                    .label(bar.text, left + max(1, width) + 6, y + 14, size: 11, paint: .muted),
                ]
                content.append(SVGElement.group(elements).standing(for: bar.name))
                y += row
            }
        }
        return Chart(title: title, description: description, width: right + 190, height: y + 4, content: content)
    }
}
