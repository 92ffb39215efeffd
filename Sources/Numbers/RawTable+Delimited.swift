import Formats

extension RawTable {
    /// Reads text in columns: CSV, or with `;`, tabs or blanks between the cells.
    ///
    /// Lines before the header that begin with # are passed over; the last of them is the header, as numpy's `savetxt` writes it, where
    /// the line after it holds numbers and it has a name a column. A header with one name less than there are columns lacks that of
    /// the first, as R writes it.
    ///
    /// - Throws: `NumbersError` with the line.
    init(delimited bytes: [UInt8], file: String) throws {
        func failure(_ place: String, _ problem: String) -> NumbersError {
            NumbersError(file: file, place: place, problem: problem)
        }
        let separator = Self.separator(of: bytes)
        let text = separator == " " ? Self.squeezed(bytes) : bytes
        var reader = CSVReader(text, separator: separator, trimsBlanks: true)
        var header: [String]?
        var headerLine = 0
        var comment: [String] = []
        var rows: [[String?]] = []
        var lines: [Int] = []
        while true {
            let cells: [String?]?
            do throws(CSVReader.Problem) { cells = try reader.next() } catch {
                throw failure("line \(error.line)", error.detail)
            }
            guard let cells else { break }
            if header == nil, cells[0]?.hasPrefix("#") == true {
                comment = Self.names(ofComment: cells, separator)
                headerLine = reader.line
                continue
            }
            if header == nil, Self.isHeader(comment, of: cells) {
                header = comment
            } else if header == nil {
                header = cells.map { Self.trimmed($0 ?? "") }
                (headerLine, comment) = (reader.line, [])
                continue
            }
            guard let names = header else { continue }
            if cells.count == names.count + 1, rows.isEmpty, separator == " " || separator == "\t" {
                header = [""] + names
            } else if cells.count != names.count {
                throw failure("line \(reader.line)", "\(cells.count) cells where the header has \(names.count)")
            }
            rows.append(cells.map { $0.map(Self.trimmed) })
            lines.append(reader.line)
        }
        guard let names = header else { throw failure("", "there is no header; name the methods in the first line") }
        guard !rows.isEmpty else { throw failure("", "there is a header but no row") }
        self.init(file: file, names: names, rows: rows, lines: lines, headerLine: headerLine)
        if names.allSatisfy({ Self.value($0).isNumber }) { throw numberInHeader(0) }
        if !comment.isEmpty { notes.append("line \(headerLine), which begins with #, names the columns") }
    }

    /// What is wrong with a header that has a number where a name is needed.
    func numberInHeader(_ column: Int) -> NumbersError {
        NumbersError(
            file: file, place: "line \(headerLine ?? 1)",
            problem: "this line should be a header that names the methods, as task,svm,rf, but has the number "
                + "\(NumbersError.quoted(names[column])); put a header before it, or, where it is a name, name the methods with --columns"
        )
    }

    /// The cells of a line behind its #, which between blanks is a cell of its own.
    private static func names(ofComment cells: [String?], _ separator: Character) -> [String] {
        let first = (cells[0] ?? "").drop { $0 == "#" }
        let names = [trimmed(String(first))] + cells.dropFirst().map { trimmed($0 ?? "") }
        return separator == " " && names[0].isEmpty ? Array(names.dropFirst()) : names
    }

    /// Whether a line of comment names the columns of the first line behind it, which would else be the header and has numbers.
    private static func isHeader(_ comment: [String], of cells: [String?]) -> Bool {
        comment.count > 1 && comment.count == cells.count && cells.contains { value($0).isNumber }
            && !comment.contains { value($0).isNumber }
    }

    /// What stands between the cells: the first of tab, semicolon, comma and blank that the header has outside of quotes.
    private static func separator(of bytes: [UInt8]) -> Character {
        var isQuoted = false
        var seen: Set<UInt8> = []
        var isComment = false
        var isStart = true
        for byte in bytes {
            if byte == 0x0A || byte == 0x0D {
                if !isComment, !isStart, !isQuoted { break }
                (isComment, isStart) = (false, true)
                continue
            }
            if isStart, byte == UInt8(ascii: "#") { isComment = true }
            isStart = false
            if isComment { continue }
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted { seen.insert(byte) }
        }
        return ["\t", ";", ",", " "].first { seen.contains($0.asciiValue ?? 0) } ?? ","
    }

    /// The text with one blank where there are several, and none at the ends of lines.
    private static func squeezed(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var isQuoted = false
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            let isBlank = byte == 0x20 && !isQuoted
            if isBlank, result.isEmpty || result.last == 0x20 || result.last == 0x0A { continue }
            if byte == 0x0A || byte == 0x0D, result.last == 0x20, !isQuoted { result.removeLast() }
            result.append(byte)
        }
        return result
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
