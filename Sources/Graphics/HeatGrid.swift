/// A grid of coloured cells with texts: rows and columns with names, and a legend above.
public struct HeatGrid: Sendable {
    /// A cell.
    public struct Field: Sendable {
        /// What it says, line by line.
        public var lines: [String]
        /// The step of the sequential scale that it is filled with.
        public var step: Int
        /// Whether its first line is bold.
        public var isBold: Bool

        /// Makes a cell.
        public init(_ lines: [String], step: Int, isBold: Bool = false) {
            self.lines = lines
            self.step = step
            self.isBold = isBold
        }
    }

    /// What it shows, one line.
    public var title: String
    /// What there is to see, in words.
    public var description: String
    /// The names above.
    public var columns: [String]
    /// The names at the left.
    public var rows: [String]
    /// The cells, a list a row; nil for one without anything.
    public var fields: [[Field?]]
    /// What the steps mean.
    public var legend: [(step: Int, text: String)]
    /// The width of a column.
    public var columnWidth = 66.0
    /// How many lines a cell has.
    public var linesOfCell = 1

    /// Makes a grid.
    public init(
        title: String, description: String, columns: [String], rows: [String], fields: [[Field?]],
        legend: [(step: Int, text: String)]
    ) {
        self.title = title
        self.description = description
        self.columns = columns
        self.rows = rows
        self.fields = fields
        self.legend = legend
    }

    /// The drawing.
    public var chart: Chart {
        // As wide as the longest name wants, so that none is cut.
        let labelWidth = max(120, min(420, (rows.map { TextWidth.of($0, size: 11) }.max() ?? 0) + 16))
        let height = 16.0 + Double(linesOfCell - 1) * 12
        let top = 56.0
        var content: [SVGElement] = []
        var x = labelWidth
        for item in legend {
            let width = 30 + TextWidth.of(item.text, size: 10)
            content.append(.rectangle(x, 6, 11, 11, fill: .heat(item.step), stroke: .rule))
            content.append(.label(item.text, x + 15, 15, size: 10, paint: .muted))
            x += width
        }
        for (index, name) in columns.enumerated() {
            content.append(
                .label(
                    TextWidth.fitted(name, width: columnWidth - 4, size: 11),
                    labelWidth + (Double(index) + 0.5) * columnWidth, top - 8, anchor: .middle, size: 11, isBold: true))
        }
        for (index, name) in rows.enumerated() {
            let y = top + Double(index) * height
            content.append(
                .label(
                    TextWidth.fitted(name, width: labelWidth - 12, size: 11), labelWidth - 8, y + 11.5, anchor: .end,
                    size: 11))
            for (place, field) in fields[index].enumerated() {
                let left = labelWidth + Double(place) * columnWidth
                guard let field else {
                    content.append(
                        .label("–", left + columnWidth / 2, y + 11.5, anchor: .middle, size: 11, paint: .muted))
                    continue
                }
                content.append(
                    .rectangle(left + 0.5, y + 0.5, columnWidth - 1, height - 1, fill: .heat(field.step)))
                for (line, text) in field.lines.enumerated() {
                    content.append(
                        .label(
                            text, left + columnWidth / 2, y + 11.8 + 12 * Double(line), anchor: .middle, size: 10.5,
                            paint: .heatText(field.step), isBold: field.isBold && line == 0))
                }
            }
        }
        return Chart(
            title: title, description: description,
            width: max(labelWidth + columnWidth * Double(columns.count), x) + 8,
            height: top + height * Double(rows.count) + 8, content: content)
    }
}
