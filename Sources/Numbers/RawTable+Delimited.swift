import Formats

extension RawTable {
    /// Reads text in columns: CSV, or with `;`, tabs or blanks between the cells.
    ///
    /// Lines that begin with # are passed over. A header with one name less than there are columns lacks that of the first, as R
    /// writes it.
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
        var rows: [[String?]] = []
        var lines: [Int] = []
        while true {
            let cells: [String?]?
            do throws(CSVReader.Problem) { cells = try reader.next() } catch {
                throw failure("line \(error.line)", error.detail)
            }
            guard let cells else { break }
            if rows.isEmpty, cells[0]?.hasPrefix("#") == true { continue }
            guard let names = header else {
                header = cells.map { Self.trimmed($0 ?? "") }
                continue
            }
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
        self.init(file: file, names: names, rows: rows, lines: lines)
        hasDecimalCommas = separator != ","
        if names.allSatisfy({ cell($0).score != nil }) {
            throw failure("line 1", "the first line holds numbers; a header that names the methods is needed")
        }
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
