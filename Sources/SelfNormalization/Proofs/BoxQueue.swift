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
