/// An axis of a drawing: marks with numbers at round values, lines across the field, and what it measures.
public struct Axis: Sendable {
    /// The side of the field along which it runs.
    public enum Edge: Sendable {
        /// Below, from left to right.
        case bottom
        /// At the left, upwards.
        case left
    }

    /// The scale, whose places run along the axis.
    public var scale: Scale
    /// The side.
    public var edge: Edge
    /// Where the axis runs: the y of one below, the x of one at the left.
    public var position: Double
    /// What it measures, with its unit.
    public var title: String
    /// The size of the numbers.
    public var size: Double
    /// The values that are marked.
    public var ticks: [Double]
    /// Where the lines across the field end; nil for none.
    public var gridEnd: Double?
    /// Whether the axis itself is drawn.
    public var hasLine: Bool

    /// Makes an axis.
    ///
    /// - Parameters:
    ///   - scale: the scale, whose places run along the axis.
    ///   - edge: the side of the field.
    ///   - position: where it runs: the y of one below, the x of one at the left.
    ///   - title: what it measures, with its unit.
    ///   - size: the size of the numbers.
    ///   - count: about how many values are marked.
    ///   - gridEnd: where the lines across the field end; nil for none.
    ///   - hasLine: whether the axis itself is drawn.
    public init(
        _ scale: Scale, _ edge: Edge, at position: Double, title: String, size: Double = 10, ticks count: Int = 4,
        gridEnd: Double? = nil, hasLine: Bool = false
    ) {
        self.scale = scale
        self.edge = edge
        self.position = position
        self.title = title
        self.size = size
        ticks = scale.ticks(about: count)
        self.gridEnd = gridEnd
        self.hasLine = hasLine
    }

    /// What is drawn.
    public var elements: [SVGElement] {
        let middle = (scale.range.lower + scale.range.upper) / 2
        let titleSize = size + 0.5
        var result: [SVGElement] = []
        for tick in ticks {
            let place = scale(tick)
            let text = scale.text(tick, among: ticks)
            switch edge {
            case .bottom:
                if let gridEnd { result.append(.line(place, position, place, gridEnd)) }
                if hasLine { result.append(.line(place, position, place, position + 0.4 * size, .muted)) }
                result.append(.label(text, place, position + 1.4 * size, anchor: .middle, size: size, paint: .muted))
            case .left:
                if let gridEnd { result.append(.line(position, place, gridEnd, place)) }
                result.append(
                    .label(text, position - 0.5 * size, place + 0.35 * size, anchor: .end, size: size, paint: .muted))
            }
        }
        switch edge {
        case .bottom:
            if hasLine { result.append(.line(scale.range.lower, position, scale.range.upper, position, .muted)) }
            result.append(
                .label(title, middle, position + 2.85 * size, anchor: .middle, size: titleSize, paint: .muted))
        case .left:
            if hasLine { result.append(.line(position, scale.range.lower, position, scale.range.upper, .muted)) }
            let widest = ticks.map { TextWidth.of(scale.text($0, among: ticks), size: size) }.max() ?? 0
            result.append(
                .label(
                    title, position - widest - 1.3 * size, middle, anchor: .middle, size: titleSize, paint: .muted,
                    rotation: -90))
        }
        return result
    }
}
