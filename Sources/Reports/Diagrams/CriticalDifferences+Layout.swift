extension CriticalDifferences {
    /// Where everything stands, in units of the drawing; y grows downwards.
    struct Layout {
        /// A method's label and the line that leads to it.
        struct Label {
            let method: Int
            let x: Double
            let y: Double
            let isLeft: Bool
        }

        let width: Double
        let height: Double
        let axis: Double
        let left: Double
        let right: Double
        let ticks: [Int]
        let labels: [Label]
        /// The y of each group's bar.
        let bars: [Double]
        private let count: Int

        /// The x of a rank: the best at the left.
        func x(_ rank: Double) -> Double {
            left + (rank - 1) / Double(max(1, count - 1)) * (right - left)
        }

        init(_ differences: CriticalDifferences) {
            count = differences.methods.count
            width = 680
            left = 150
            right = 530
            axis = differences.criticalDifference == nil ? 40 : 66
            ticks = Array(1...max(2, count))
            let axis = axis
            bars = differences.groups.indices.map { axis + 16 + Double($0) * 9 }
            let first = axis + 34 + Double(differences.groups.count) * 9
            let half = (count + 1) / 2
            let row = 21.0
            var labels: [Label] = []
            for method in 0..<count {
                let isLeft = method < half
                let place = isLeft ? method : count - 1 - method
                let rank = differences.averageRanks[method]
                labels.append(
                    Label(
                        method: method, x: left + (rank - 1) / Double(max(1, count - 1)) * (right - left),
                        y: first + Double(place) * row, isLeft: isLeft))
            }
            self.labels = labels
            height = first + Double(half - 1) * row + 16
        }
    }
}
