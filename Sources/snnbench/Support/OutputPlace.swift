import ArgumentParser
import Foundation

/// The place of a file that results are written to, which is never one that they come from.
struct OutputPlace {
    /// What is written.
    let path: String
    /// What the program was called with.
    private let arguments: [String]

    /// The first bytes of an SQLite database.
    private static let databaseMark = Data("SQLite format 3\0".utf8)

    /// Makes a place.
    ///
    /// - Parameters:
    ///   - path: what is written; "-" is standard output.
    ///   - arguments: what the program was called with, the place itself included.
    init(_ path: String, arguments: [String] = Array(CommandLine.arguments.dropFirst())) {
        self.path = path
        self.arguments = arguments
    }

    /// Refuses a place where a results file, or what the same command reads, would be lost.
    ///
    /// - Throws: `ValidationError`.
    func check() throws {
        guard path != "-", let place = Self.identity(path) else { return }
        if isDatabase {
            throw ValidationError(
                "\(path) is a database, as results files are, and is not written over; choose another file")
        }
        // --option=FILE is one argument.
        let named = arguments.flatMap { argument -> [String] in
            guard argument.hasPrefix("-"), let sign = argument.firstIndex(of: "=") else { return [argument] }
            return [String(argument[argument.index(after: sign)...])]
        }
        if named.count(where: { Self.identity($0) == place }) > 1 {
            throw ValidationError(
                "\(path) is what the command reads, and is not written over; choose another file")
        }
    }

    private var isDatabase: Bool {
        if Self.identity(path + "-wal") != nil { return true }
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        return (try? file.read(upToCount: Self.databaseMark.count)) == Self.databaseMark
    }

    /// The device and number of a regular file, whatever it is called by; nil where there is none.
    private static func identity(_ path: String) -> [UInt64]? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return [UInt64(status.st_dev), UInt64(status.st_ino)]
    }
}
