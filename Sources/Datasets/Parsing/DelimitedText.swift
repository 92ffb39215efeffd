import Formats

/// Reading of a table of texts from a file, with errors that name it.
struct DelimitedText {
    private let file: NamedBytes
    private var reader: CSVReader

    init(_ file: NamedBytes, separator: UInt8 = UInt8(ascii: ",")) {
        self.file = file
        reader = CSVReader(file.bytes, separator: Character(Unicode.Scalar(separator)), trimsBlanks: true)
    }

    /// The number of the line that the last row began on, from 1.
    var line: Int { reader.line }

    /// Reads the next row that is not empty; nil at the end.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` for a quote that is not closed or not followed by a
    ///   separator.
    mutating func next() throws(DatasetError) -> [String]? {
        do throws(CSVReader.Problem) {
            return try reader.next()?.map { $0 ?? "" }
        } catch {
            throw .malformed(file: file.name, line: error.line, problem: error.detail)
        }
    }
}
