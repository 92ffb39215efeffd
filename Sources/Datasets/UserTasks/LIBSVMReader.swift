import Formats

/// The reader of LIBSVM's form: a line a row, its class and then pairs of a feature's number and its value; features that a
/// row does not name are 0.
///
/// Features may count from 0 or 1 and ascend within a line; `#` begins a comment, `qid:3` is passed over.
enum LIBSVMReader {
    /// The most cells that a table may have when its zeros are written out.
    private static let cellLimit = 500_000_000

    static func read(_ file: NamedBytes) throws(DatasetError) -> TextTable {
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
                    (0...10_000_000).contains(feature),
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
        guard !rows.isEmpty, most >= 0 else { throw .empty(file: file.name) }
        let first = least == 0 ? 0 : 1
        let count = most - first + 1
        guard count <= cellLimit / rows.count else {
            throw .malformed(
                file: file.name, line: 0,
                problem: "\(rows.count) rows of \(count) features are too many with their zeros; choose fewer features")
        }
        var table = TextTable(file: file.name, titles: ["class"] + (first...most).map { "feature\($0)" })
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
