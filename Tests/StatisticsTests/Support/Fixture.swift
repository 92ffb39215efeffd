import Foundation

@testable import Statistics

/// Reads the reference values beside the tests.
enum Fixture {
    /// What is wrong with a fixture.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    static func text(_ name: String) throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: folder.appending(path: "Fixtures/\(name)"), encoding: .utf8)
    }

    static func json(_ name: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text(name).utf8))
    }

    /// The cases of one kind in a file; throws when there is none, so that no loop runs empty.
    static func cases(_ kind: String, in file: String = "statistics.json") throws -> [JSONValue] {
        let cases = try json(file)["cases"].array.filter { $0["kind"].string == kind }
        guard !cases.isEmpty else { throw Missing(description: "no case of kind \(kind) in \(file)") }
        return cases
    }

    /// A table as rows of cells by column name, without comment lines.
    static func table(_ name: String) throws -> [[String: String]] {
        let lines = try text(name).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        guard let header = lines.first, lines.count > 1 else { throw Missing(description: "no rows in \(name)") }
        return lines.dropFirst().map { Dictionary(zip(header, $0), uniquingKeysWith: { first, _ in first }) }
    }
}

/// Whether two numbers agree within a relative error, with exact agreement at zero and infinity.
func isClose(_ value: Double, _ expected: Double, relative: Double, absolute: Double = 0) -> Bool {
    value == expected || abs(value - expected) <= max(relative * abs(expected), absolute)
}

/// The distance of two numbers in units in the last place of the expected one.
func ulps(_ value: Double, _ expected: Double) -> Double {
    if value == expected { return 0 }
    return abs(value - expected) / expected.ulp
}
