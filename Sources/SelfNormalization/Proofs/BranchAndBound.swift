/// Encloses the extremes of a function over a box by interval arithmetic: a proof, not a sample.
///
/// A box whose upper bound lies below a value that the function takes somewhere cannot hold the maximum and is dropped;
/// where a derivative has one sign all over a box, only the face of the box it points to can hold it; what is left is
/// halved (Moore, Kearfott and Cloud, "Introduction to interval analysis", 2009, chapter 9).
struct BranchAndBound {
    /// The enclosure of an extreme.
    struct Extreme {
        /// The extreme lies between these bounds.
        var value: Interval
        /// Where the function comes within the enclosure of its extreme.
        var place: MapPoint<Double>
        /// The number of boxes that were looked at.
        var boxes: Int
        /// Whether the enclosure is as narrow as was asked for; it is valid in any case.
        var isNarrow: Bool
    }

    /// The width of the enclosure that is asked for.
    var tolerance = 1e-9
    /// The number of boxes after which it is left at what is known.
    var limit = 2_000_000
    /// A bound that is to be proved: the search ends as soon as the maximum is known to be below it.
    var goal: Double?

    /// Encloses the minimum.
    func minimum(of objective: Objective, over box: ParameterBox) -> Extreme {
        var search = self
        search.goal = goal.map { -$0 }
        var extreme = search.maximum(of: objective.negated, over: box)
        extreme.value = -extreme.value
        return extreme
    }

    /// Encloses the maximum.
    func maximum(of objective: Objective, over box: ParameterBox) -> Extreme {
        var queue = BoxQueue()
        var best = -Double.infinity
        var place = box.middle
        var boxes = 0

        func look(at box: ParameterBox, above: Double) {
            boxes += 1
            var (box, bounds) = narrowed(box, objective)
            let middle = box.map { Interval($0.middle) }
            let value = objective.bounds(middle).value
            if value.lower > best {
                best = value.lower
                place = box.middle
            }
            if let slope = bounds.slope {
                bounds.value = bounds.value.intersection(meanValueForm(value, slope, box, middle))
            }
            let upper = min(bounds.value.upper, above)
            if upper > best { queue.insert(.init(box: box, upper: upper, slope: bounds.slope)) }
        }

        look(at: box, above: .infinity)
        // What is left of boxes that no longer can be halved.
        var floor = -Double.infinity
        while let candidate = queue.first {
            let upper = max(candidate.upper, floor)
            if upper - best <= tolerance || boxes >= limit { break }
            if let goal, upper < goal { break }
            queue.removeFirst()
            guard let coordinate = widest(candidate) else {
                floor = max(floor, candidate.upper)
                continue
            }
            let (low, high) = candidate.box.halves(coordinate)
            look(at: low, above: candidate.upper)
            look(at: high, above: candidate.upper)
        }
        let upper = max(queue.first?.upper ?? best, floor, best)
        return Extreme(
            value: Interval(best, upper), place: place, boxes: boxes, isNarrow: upper - best <= tolerance)
    }

    /// The face of a box that must hold the maximum, by the signs of the derivatives.
    private func narrowed(
        _ box: ParameterBox, _ objective: Objective
    ) -> (ParameterBox, Objective.Bounds) {
        var box = box
        var bounds = objective.bounds(box)
        for _ in 0..<4 {
            guard let slope = bounds.slope else { break }
            let face = box.combined(slope) { range, slope in
                if slope.lower > 0 { return Interval(range.upper) }
                if slope.upper < 0 { return Interval(range.lower) }
                return range
            }
            if face == box { break }
            box = face
            bounds = objective.bounds(box)
        }
        return (box, bounds)
    }

    /// f(x) lies in f(m) + f'(box) (x - m).
    private func meanValueForm(
        _ value: Interval, _ slope: ParameterBox, _ box: ParameterBox, _ middle: ParameterBox
    ) -> Interval {
        ParameterBox.coordinates.reduce(value) { sum, coordinate in
            sum + slope[keyPath: coordinate] * (box[keyPath: coordinate] - middle[keyPath: coordinate])
        }
    }

    /// The coordinate along which the function may vary most; nil where none can be halved.
    private func widest(_ candidate: BoxQueue.Candidate) -> WritableKeyPath<ParameterBox, Interval>? {
        var result: WritableKeyPath<ParameterBox, Interval>?
        var largest = 0.0
        for coordinate in ParameterBox.coordinates {
            let range = candidate.box[keyPath: coordinate]
            guard range.lower < range.middle, range.middle < range.upper else { continue }
            let rate = candidate.slope.map { min($0[keyPath: coordinate].magnitude, 1e6) } ?? 1
            let variation = (range.upper - range.lower) * max(rate, 1e-6)
            if variation > largest {
                largest = variation
                result = coordinate
            }
        }
        return result
    }
}

/// Boxes that may hold the maximum, the one with the largest upper bound first: a binary heap.
struct BoxQueue {
    /// A box and what is known of the function over it.
    struct Candidate {
        /// The box.
        var box: ParameterBox
        /// No value over the box is above this.
        var upper: Double
        /// The derivatives over the box, where they are known.
        var slope: ParameterBox?
    }

    private var heap: [Candidate] = []

    /// The box with the largest upper bound.
    var first: Candidate? { heap.first }

    /// Takes in a box.
    mutating func insert(_ candidate: Candidate) {
        heap.append(candidate)
        var index = heap.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard heap[index].upper > heap[parent].upper else { break }
            heap.swapAt(index, parent)
            index = parent
        }
    }

    /// Takes out the first box; there must be one.
    mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var index = 0
        while true {
            var largest = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count {
                if heap[child].upper > heap[largest].upper { largest = child }
            }
            if largest == index { break }
            heap.swapAt(index, largest)
            index = largest
        }
    }
}
