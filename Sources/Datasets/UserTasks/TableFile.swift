import Formats

/// A file of a user's table, with what its rows are for.
public struct TableFile: Sendable {
    /// The forms that tables come in.
    public enum Form: String, CaseIterable, Sendable {
        /// Text with a separator between cells.
        case delimited = "csv"
        /// Weka's attribute-relation file format.
        case arff
        /// A class and numbered features a line, `+1 3:0.5 7:1`.
        case libsvm
    }

    /// The largest table in bytes, unpacked.
    static let byteLimit = 8_000_000_000

    let file: NamedBytes
    let form: Form
    /// The part of the only split that its rows are; nil where they are to be divided.
    let part: SplitPart?

    /// Takes a table from memory.
    ///
    /// - Parameters:
    ///   - file: the content, compressed or not, and its name.
    ///   - form: its form; nil for what the name says, delimited text otherwise.
    ///   - part: the part that its rows are.
    /// - Throws: a ``DatasetError`` for a form that is not read, with what to do.
    public init(_ file: NamedBytes, form: Form? = nil, part: SplitPart? = nil) throws(DatasetError) {
        self.file = try Decompressor.content(of: file, limit: Self.byteLimit)
        self.part = part
        self.form = form ?? Self.form(of: file.name)
        try Self.refuseOthers(self.file)
    }

    /// The name of a file without its folder and the endings that tell its form.
    static func baseName(_ path: String) -> String {
        var name = path.split(separator: "/").last.map(String.init) ?? path
        for ending in [".gz", ".bz2", ".xz", ".zst"] where name.lowercased().hasSuffix(ending) {
            name = String(name.dropLast(ending.count))
        }
        return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }

    /// The ending that tells a file's form, in lower case.
    static func ending(_ path: String) -> String {
        var parts = path.lowercased().split(separator: ".").map(String.init)
        if let last = parts.last, ["gz", "bz2", "xz", "zst"].contains(last) { parts.removeLast() }
        return parts.last ?? ""
    }

    private static func form(of name: String) -> Form {
        switch ending(name) {
        case "arff": .arff
        case "libsvm", "svm", "svmlight": .libsvm
        default: .delimited
        }
    }

    /// Refuses what is no text, with the way to make one of it.
    private static func refuseOthers(_ file: NamedBytes) throws(DatasetError) {
        let name = file.name
        func conversion(_ reader: String) -> String {
            "convert it: python3 -c \"import pandas; pandas.\(reader)('\(TerminalText.short(name, limit: 200))')"
                + ".to_csv('table.csv', index=False)\""
        }
        if file.bytes.starts(with: Array("PAR1".utf8)) {
            throw .malformed(
                file: name, line: 0,
                problem: "it is a Parquet file, which is not read here; \(conversion("read_parquet"))")
        }
        guard file.bytes.starts(with: [0x50, 0x4B, 3, 4]) else { return }
        throw .malformed(
            file: name, line: 0,
            problem: ending(name).hasPrefix("xls")
                ? "it is a workbook, which is not read here; \(conversion("read_excel"))"
                : "it is a ZIP archive; unpack it and add the table in it")
    }

    /// Reads a file, or standard input for `-`.
    ///
    /// - Throws: as ``init(_:form:part:)``, and where the file can't be read.
    public init(path: String, form: Form? = nil) throws(DatasetError) {
        let isInput = TableSource.isStandardInput(path)
        try self.init(
            isInput ? try FileReader.readStandardInput(limit: Self.byteLimit) : try FileReader.read(path), form: form)
    }

    /// The separator that the file's name says; nil where it says none.
    public static func separator(of path: String) -> UInt8? {
        switch ending(path) {
        case "tsv", "tab": UInt8(ascii: "\t")
        case "csv": UInt8(ascii: ",")
        default: nil
        }
    }

    /// The cells.
    ///
    /// - Parameters:
    ///   - leastColumns: the number of columns that delimited text has to have.
    ///   - features: further features that a table in LIBSVM's form has, with zeros, though no row may name them.
    func table(
        _ format: CellFormat, leastColumns: Int = 2, features: ClosedRange<Int>? = nil
    ) throws(DatasetError) -> TextTable {
        switch form {
        case .delimited: return try .delimited(file, format: format, leastColumns: leastColumns)
        case .arff:
            var reader = try ARFFReader(file, format: format)
            return try reader.read()
        case .libsvm: return try LIBSVMReader(file).table(features: features)
        }
    }
}
