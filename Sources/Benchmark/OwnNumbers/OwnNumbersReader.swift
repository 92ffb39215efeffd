import Evaluation
import Formats
import Foundation
import Statistics

/// The reading of a user's own numbers from JSON or CSV.
///
/// JSON: an object with `x` and `y`; or `d`, differences x - y; or `scores` (or `rows_are_tasks`), a list a task, with `methods`
/// and `tasks` for names; or `methods`, an object with a list a method; or `p`, p-values; or `k` and `n_tasks`. A value is a number, a
/// text such as "117/150" or "0.78", which is taken exactly, or null where it is missing. CSV: a header, a row a task; a first
/// column that is no number names the tasks; empty cells, NA and -- are missing.
public struct OwnNumbersReader: Sendable {
    /// The largest file, in bytes.
    static let sizeLimit = 1 << 26

    let file: String

    /// Reads a file; one whose content begins with { is JSON.
    ///
    /// - Parameter path: the file.
    /// - Returns: the numbers, and notes on what was not used.
    /// - Throws: `NumbersError` with the line or field that is wrong, `StatisticsError`.
    public static func read(_ path: String) throws -> (numbers: OwnNumbers, notes: [String]) {
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
        return try read([UInt8](data), file: path)
    }

    /// Reads the content of a file.
    public static func read(_ bytes: [UInt8], file: String) throws -> (numbers: OwnNumbers, notes: [String]) {
        let reader = OwnNumbersReader(file: file)
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard let text = String(validating: content, as: UTF8.self) else {
            throw reader.error("", "not UTF-8 text; save it as JSON or CSV")
        }
        guard let first = text.first(where: { !$0.isWhitespace }) else { throw reader.error("", "the file is empty") }
        if first == "{" || first == "[" { return try reader.json(text) }
        return (try reader.csv(content), [])
    }

    func error(_ place: String, _ problem: String) -> NumbersError {
        NumbersError(file: file, place: place, problem: problem)
    }

    /// A score from a text: exactly, as k/n or a plain decimal, or as a number with an exponent.
    func score(_ text: some StringProtocol) -> TaskScore? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, let top = Int(parts[0]), let bottom = Int(parts[1]), bottom > 0,
            let fraction = try? Fraction(top, bottom)
        {
            return TaskScore(fraction)
        }
        if let fraction = Fraction(decimal: text) { return TaskScore(fraction) }
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
        }
        guard isPlain, let number = Double(text), number.isFinite else { return nil }
        return TaskScore(number)
    }
}
