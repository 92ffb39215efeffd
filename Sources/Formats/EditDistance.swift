/// Similarity of names, for suggestions.
public enum EditDistance {
    /// Up to three candidates that a slip of the fingers could have turned into the text, nearest first.
    public static func nearest(to text: String, among candidates: [String]) -> [String] {
        let word = Array(text.lowercased().utf8.prefix(120))
        let allowed = max(1, min(3, word.count / 3))
        var scored: [(distance: Int, name: String)] = []
        for candidate in candidates {
            let other = Array(candidate.lowercased().utf8)
            let isPrefix = word.count >= 3 && other.starts(with: word)
            let distance = isPrefix ? 1 : self.distance(word, other)
            if distance <= allowed { scored.append((distance, candidate)) }
        }
        return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    /// The number of insertions, deletions, replacements and swaps of neighbours between two words (the optimal string
    /// alignment distance).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                var best = min(last[column + 1], current[column]) + 1
                best = min(best, last[column] + (left[row] == right[column] ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
