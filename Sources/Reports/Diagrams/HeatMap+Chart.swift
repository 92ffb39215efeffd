extension HeatMap {
    /// The map as a drawing, for a paper.
    var chart: Chart {
        let labelWidth = 200.0
        let column = 66.0
        let row = 16.0
        let top = 56.0
        var content: [SVGElement] = []
        var x = labelWidth
        for item in Self.legend {
            let width = 22 + TextWidth.of(item.text, size: 10)
            content.append(.rectangle(x, 6, 11, 11, fill: .heat(item.step), stroke: .rule))
            content.append(.label(item.text, x + 15, 15, size: 10, paint: .muted))
            x += width
        }
        for (index, method) in methods.enumerated() {
            content.append(
                .label(
                    TextWidth.fitted(MethodName.title(method), width: column - 4, size: 11),
                    labelWidth + (Double(index) + 0.5) * column, top - 8, anchor: .middle, size: 11, isBold: true))
        }
        let titles = TaskTitles(tasks)
        for (index, task) in tasks.enumerated() {
            let y = top + Double(index) * row
            content.append(
                .label(
                    TextWidth.fitted(titles[task], width: labelWidth - 12, size: 11), labelWidth - 8, y + 11.5,
                    anchor: .end,
                    size: 11))
            for (place, cell) in cells[index].enumerated() {
                let left = labelWidth + Double(place) * column
                guard let cell else {
                    content.append(.label("–", left + column / 2, y + 11.5, anchor: .middle, size: 11, paint: .muted))
                    continue
                }
                content.append(.rectangle(left + 0.5, y + 0.5, column - 1, row - 1, fill: .heat(cell.step)))
                content.append(
                    .label(
                        Figure.decimal(cell.value, places: 3), left + column / 2, y + 11.8, anchor: .middle, size: 10.5,
                        paint: .heatText(cell.step), isBold: cell.step == Paint.heatCount - 1))
            }
        }
        return Chart(
            title: "Test results of \(methods.count) methods on \(Figure.counted(tasks.count, "task"))",
            description: "One row a task, one column a method; the darker, the nearer to the best of the task.",
            width: max(labelWidth + column * Double(methods.count), x) + 8,
            height: top + row * Double(tasks.count) + 8, content: content)
    }
}
