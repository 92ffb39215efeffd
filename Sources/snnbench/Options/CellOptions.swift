import ArgumentParser
import Datasets
import Formats

/// How the text of a table of one's own is read.
struct CellOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What separates cells: one character or tab (default: a comma, in .tsv files a tab).",
            valueName: "character"))
    var separator: String?

    @Option(
        help: ArgumentHelp(
            "How characters are written: utf-8 (UTF-16 with a mark too), utf-16le, utf-16be, latin1 or windows-1252 "
                + "(default: utf-8).", valueName: "name"))
    var encoding: TextEncoding?

    @Option(
        help: ArgumentHelp(
            "What stands before the fraction of a number: point or comma (default: point).", valueName: "mark")
    )
    var decimal: String?

    @Flag(help: "The first line has the columns' names, also where it looks like values.")
    var header = false

    @Flag(help: "The first line is a row of values; columns are called column1, column2 and so on.")
    var noHeader = false

    @Option(
        help: ArgumentHelp("A word that marks a missing cell, beside the known ones (repeatable).", valueName: "word"))
    var missingWords: [String] = []

    @Option(
        help: ArgumentHelp(
            "A known word for missing cells that means something here, as NA for sodium (repeatable).",
            valueName: "word"))
    var keep: [String] = []

    @Option(
        help: ArgumentHelp(
            "The form of the table: csv, arff or libsvm (default: what the file's ending says).", valueName: "form"))
    var readAs: TableFile.Form?

    func validate() throws {
        if header, noHeader { throw ValidationError("choose between --header and --no-header") }
        _ = try separatorByte()
        _ = try decimalByte()
    }

    /// Whether anything is said about the form of the text itself.
    var saysHowToRead: Bool { separator != nil || encoding != nil || header || noHeader || readAs != nil }

    /// The format of a table by the options and, where they are silent, by the one that is given and the file's name.
    ///
    /// - Parameters:
    ///   - path: the table.
    ///   - format: the defaults.
    func format(of path: String, beside format: CellFormat = CellFormat()) throws -> CellFormat {
        var format = format
        if let separator = try separatorByte() ?? TableFile.separator(of: path) { format.separator = separator }
        if let encoding { format.encoding = encoding }
        if let decimal = try decimalByte() { format.decimal = decimal }
        if header { format.header = .present }
        if noHeader { format.header = .absent }
        format.missingWords += missingWords
        format.keptWords += keep
        return format
    }

    private func separatorByte() throws -> UInt8? {
        guard let separator else { return nil }
        if ["tab", "\\t"].contains(separator) { return UInt8(ascii: "\t") }
        guard separator.utf8.count == 1, let byte = separator.utf8.first, !"\"\r\n".utf8.contains(byte) else {
            throw ValidationError("--separator must be one ASCII character, as ; or the word tab")
        }
        return byte
    }

    private func decimalByte() throws -> UInt8? {
        switch decimal {
        case nil: nil
        case "point", ".": UInt8(ascii: ".")
        case "comma", ",": UInt8(ascii: ",")
        default: throw ValidationError("--decimal must be point or comma")
        }
    }
}

extension TextEncoding: ExpressibleByArgument {}
extension TableFile.Form: ExpressibleByArgument {}
