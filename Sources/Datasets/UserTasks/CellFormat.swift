import Formats

/// How the text of a user's table is read: its characters, cells, titles, numbers and missing cells.
public struct CellFormat: Hashable, Sendable {
    /// Whether the first line has the columns' names.
    public enum Header: String, CaseIterable, Sendable {
        /// It has, and where it looks like a row of values that is an error.
        case automatic
        /// It has, whatever it looks like.
        case present
        /// It is a row of values; the columns are called `column1` and so on.
        case absent
    }

    /// How characters are written as bytes.
    public var encoding = TextEncoding.unicode
    /// What separates cells.
    public var separator = UInt8(ascii: ",")
    /// Whether the first line has the columns' names.
    public var header = Header.automatic
    /// What stands before the fraction of a number: a point or a comma.
    public var decimal = UInt8(ascii: ".")
    /// Words that mark a missing cell, beside the known ones.
    public var missingWords: [String] = []
    /// Known words for missing cells that mean something in this table, as `NA` for sodium.
    public var keptWords: [String] = []

    /// Makes the defaults.
    public init() {}

    /// Words for missing cells: those of pandas (`read_csv`), of R and of the UCI repository.
    static let knownMissingWords = [
        "", "?", "NA", "NaN", "null", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "1.#IND", "1.#QNAN",
        "<NA>", "N/A", "None",
    ]

    /// The test for missing cells.
    var missing: MissingCells { MissingCells(self, known: Self.knownMissingWords) }

    /// The test for missing cells of a column.
    ///
    /// Where a file declares the values of a column these are values, as `NA` for sodium, and `?` alone marks a missing one, beside
    /// the words that a user named.
    func missing(in declaration: TextTable.Declaration?) -> MissingCells {
        declaration == .declaredKind ? MissingCells(self, known: ["?"]) : missing
    }
}

/// The words for missing cells of one table.
struct MissingCells: Sendable {
    /// Words by their bytes in lower case, but for `None`, whose lower case is often a kind.
    private let words: Set<[UInt8]>
    private let exact: Set<[UInt8]>
    private let longest: Int
    /// Whether some word begins with a byte: most cells are known by their first one.
    private let begins: [Bool]

    init(_ format: CellFormat, known words: [String]) {
        let kept = Set(format.keptWords.map { Self.lower($0.utf8) })
        let known = words.filter { !kept.contains(Self.lower($0.utf8)) }
        self.words = Set(known.filter { $0 != "None" }.map { Self.lower($0.utf8) })
        exact = Set((known.filter { $0 == "None" } + format.missingWords).map { Array($0.utf8) })
        longest = max(self.words.map(\.count).max() ?? 0, exact.map(\.count).max() ?? 0)
        var begins = [Bool](repeating: false, count: 256)
        for word in self.words.union(exact) {
            guard let first = word.first else { continue }
            begins[Int(first)] = true
            if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) { begins[Int(first & 0xDF)] = true }
        }
        self.begins = begins
    }

    func contains(_ cell: ArraySlice<UInt8>) -> Bool {
        guard let first = cell.first else { return words.contains([]) || exact.contains([]) }
        guard cell.count <= longest, begins[Int(first)] else { return false }
        return words.contains(Self.lower(cell)) || exact.contains(Array(cell))
    }

    private static func lower(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}
