import Formats
import Foundation
import Statistics

/// The reading of people's own numbers from JSON or from text in columns.
///
/// JSON: an object with `x` and `y`; or `d`, differences x - y; or `scores` (or `rows_are_tasks`), a list a task, with `methods`
/// and `tasks` for names; or `methods`, an object with a list a method; or what pandas' `to_json` writes; or `p`, p-values; or `k`
/// and `n_tasks`. Columns: a header, then a row a task, or a row a task and method, or a row a method.
///
/// A text of fewer than 15 significant digits, and a count such as 117/150, is exact; a longer one is the double that a program
/// printed, and ties up to rounding.
public struct NumberReader: Sendable {
    /// The largest file, in bytes.
    static let sizeLimit = 1 << 26

    /// The largest magnitude of a score; sums of as many as a file has are then numbers, too.
    static let largestScore = 1e300

    /// What is wrong with a score beyond the largest one.
    static func tooLarge(_ score: TaskScore) -> String {
        "\(score.value) is beyond \(largestScore); give scores in a larger unit, or leave it empty as missing"
    }

    let file: String

    /// Reads a file; one whose content begins with { or [ is JSON.
    ///
    /// - Parameters:
    ///   - path: the file, or - for standard input.
    ///   - options: how names and columns are to be taken.
    /// - Returns: the numbers, and notes on what was taken how and what was not used.
    /// - Throws: `NumbersError` with the line or field that is wrong, `StatisticsError`.
    public static func read(
        _ path: String, _ options: ReadingOptions = ReadingOptions()
    ) throws -> (numbers: NumberFile, notes: [String]) {
        if path == "-" {
            let data: Data
            do {
                data = try FileHandle.standardInput.readToEnd() ?? Data()
            } catch {
                throw NumbersError(
                    file: "standard input", place: "", problem: "cannot be read: \(error.localizedDescription)",
                    kind: .inputOutput)
            }
            return try read([UInt8](data), file: "standard input", options)
        }
        let data: Data
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
            guard attributes[.type] as? FileAttributeType != .typeDirectory else {
                throw NumbersError(
                    file: path, place: "", problem: "this is a folder; name a file of JSON or CSV", kind: .inputOutput)
            }
            guard size <= sizeLimit else {
                throw NumbersError(
                    file: path, place: "", problem: "larger than \(sizeLimit >> 20) MiB; leave out what is not compared"
                )
            }
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch let error as NumbersError {
            throw error
        } catch {
            throw NumbersError(
                file: path, place: "", problem: "cannot be read: \(error.localizedDescription)", kind: .inputOutput)
        }
        return try read([UInt8](data), file: path, options)
    }

    /// Reads the content of a file.
    public static func read(
        _ bytes: [UInt8], file: String, _ options: ReadingOptions = ReadingOptions()
    ) throws -> (numbers: NumberFile, notes: [String]) {
        let reader = NumberReader(file: file)
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard content.count <= sizeLimit else {
            throw reader.error("", "larger than \(sizeLimit >> 20) MiB; leave out what is not compared")
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw reader.error("", "not UTF-8 text; save it as JSON or CSV")
        }
        guard let first = text.first(where: { !$0.isWhitespace }) else { throw reader.error("", "the file is empty") }
        if first == "{" || first == "[" { return try reader.json(text, options) }
        let table = try RawTable(delimited: content, file: file)
        // One file of an export as CSV has digests where names are needed, which stand in another.
        if table.names.contains("unit_hash"), table.names.contains("method_digest"), !table.names.contains("method") {
            throw reader.error("", "this is one file of an export; give the whole, snnbench export FILE.json")
        }
        return try reader.tables(table, options)
    }

    /// What a table of cells holds: x and y, or methods.
    func tables(_ raw: RawTable, _ options: ReadingOptions) throws -> (numbers: NumberFile, notes: [String]) {
        let raw = raw.isOfSelections ? try raw.comparable(options) : raw
        let (tables, notes) = try raw.tables(options)
        guard let table = tables.first, tables.count == 1, table.methods.map({ $0.lowercased() }) == ["x", "y"] else {
            return (.tables(tables), notes)
        }
        let pair = try table.pair(table.methods[0], table.methods[1])
        let dropped = pair.missing
        return (
            .pair(pair),
            notes + (dropped == 0 ? [] : ["\(NumberText.counted(dropped, "row")) left out: x or y is missing there"])
        )
    }

    func error(_ place: String, _ problem: String) -> NumbersError {
        NumbersError(file: file, place: place, problem: problem)
    }
}
