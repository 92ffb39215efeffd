import Formats

/// The reader of LIBSVM's form: a line a row, its class and then pairs of a feature's number and its value; features that a
/// row does not name are 0.
///
/// Features may count from 0 or 1, in all files of a table alike, and ascend within a line; `#` begins a comment, `qid:3` is passed over.
struct LIBSVMReader {
    /// The most cells that a table may have when its zeros are written out.
    private static let cellLimit = 500_000_000
    /// The numbers that features may have.
    private static let limit = 0...10_000_000
    /// What stands before a feature's number in its column's name.
    private static let prefix = "feature"

    private let file: String
    private let rows: [(line: Int, label: ArraySlice<UInt8>, pairs: [(feature: Int, value: ArraySlice<UInt8>)])]
    /// The features that rows name, from the least to the largest; nil where none names any.
    let features: ClosedRange<Int>?

    /// Reads the rows.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` with the line of what is no row.
    init(_ file: NamedBytes) throws(DatasetError) {
        var rows: [(line: Int, label: ArraySlice<UInt8>, pairs: [(feature: Int, value: ArraySlice<UInt8>)])] = []
        var (least, most) = (Int.max, -1)
        for (number, content) in file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let line = content.prefix { $0 != UInt8(ascii: "#") }
            var words = line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }[...]
            guard let label = words.popFirst() else { continue }
            func problem(_ text: String) -> DatasetError {
                .malformed(file: file.name, line: number + 1, problem: text)
            }
            guard !label.contains(UInt8(ascii: ",")) else {
                throw problem(
                    "“\(quoted(String(decoding: label, as: UTF8.self)))” is several labels; one class is read")
            }
            var pairs: [(feature: Int, value: ArraySlice<UInt8>)] = []
            for word in words where !word.starts(with: Array("qid:".utf8)) {
                let text = quoted(String(decoding: word, as: UTF8.self))
                guard let colon = word.firstIndex(of: UInt8(ascii: ":")),
                    let feature = Int(String(decoding: word[..<colon], as: UTF8.self)),
                    Self.limit.contains(feature),
                    TextColumn.isNumber(word[(colon + 1)...], decimal: UInt8(ascii: "."))
                else { throw problem("“\(text)” is no pair of a feature's number and its value, as 3:0.5") }
                guard feature > pairs.last?.feature ?? -1 else {
                    throw problem("feature \(feature) comes after feature \(pairs.last?.feature ?? 0); order them")
                }
                least = min(least, feature)
                most = max(most, feature)
                pairs.append((feature, word[(colon + 1)...]))
            }
            rows.append((number + 1, label, pairs))
        }
        self.file = file.name
        self.rows = rows
        features = most < 0 ? nil : least...most
    }

    /// The features whose columns are among some, by their names.
    static func features(of titles: [String]) -> ClosedRange<Int>? {
        let numbers = titles.filter { $0.hasPrefix(prefix) }.compactMap { Int($0.dropFirst(prefix.count)) }
            .filter { limit.contains($0) }
        return numbers.min().flatMap { least in numbers.max().map { least...$0 } }
    }

    /// The features that some files name together.
    static func features(of files: [LIBSVMReader]) -> ClosedRange<Int>? { union(files.map(\.features)) }

    private static func union(_ ranges: [ClosedRange<Int>?]) -> ClosedRange<Int>? {
        ranges.compactMap { $0 }.reduce(nil) { all, next in
            guard let all else { return next }
            return min(all.lowerBound, next.lowerBound)...max(all.upperBound, next.upperBound)
        }
    }

    /// The table with its zeros written out.
    ///
    /// - Parameter others: features of other files, which have a column here too: a feature that no row names is 0.
    /// - Throws: ``DatasetError`` for a file without rows or features, and one that is too large with its zeros.
    func table(features others: ClosedRange<Int>? = nil) throws(DatasetError) -> TextTable {
        guard !rows.isEmpty, let features = Self.union([features, others]) else { throw .empty(file: file) }
        let (first, most) = (features.lowerBound == 0 ? 0 : 1, features.upperBound)
        let count = most - first + 1
        guard count <= Self.cellLimit / rows.count else {
            throw .malformed(
                file: file, line: 0,
                problem: "\(rows.count) rows of \(count) features are too many with their zeros; choose fewer features")
        }
        var table = TextTable(file: file, titles: ["class"] + (first...most).map { "\(Self.prefix)\($0)" })
        table.target = 0
        for index in 1...count { table.declarations[index] = .number }
        let zero = Array("0".utf8)[...]
        for row in rows {
            table.columns[0].append(row.label)
            var pairs = row.pairs[...]
            for feature in first...most {
                let isNamed = pairs.first?.feature == feature
                table.columns[feature - first + 1].append(isNamed ? pairs.removeFirst().value : zero)
            }
            table.lines.append(Int32(truncatingIfNeeded: row.line))
        }
        return table
    }
}
