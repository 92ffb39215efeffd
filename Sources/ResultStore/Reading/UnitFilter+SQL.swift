import Formats
import GRDB

extension UnitFilter {
    /// The filter as an SQL condition and its arguments.
    ///
    /// Lists are bound as one JSON array each, so that ten thousand hashes are one parameter.
    ///
    /// - Parameters:
    ///   - unitHash: The SQL of the unit's hash, or `nil` where rows have no unit to filter by.
    ///   - configurationDigest: The SQL of the configuration's digest, likewise.
    ///   - seed: The SQL of the seed.
    func condition(
        unitHash: String?, configurationDigest: String?, seed: String
    ) -> (sql: String, arguments: StatementArguments) {
        var terms: [String] = []
        var arguments = StatementArguments()
        func add(_ column: String?, _ values: [CanonicalJSON]?) {
            guard let column, let values else { return }
            terms.append("\(column) IN (SELECT value FROM json_each(?))")
            arguments += [CanonicalJSON.array(values).text]
        }
        add("t.suite", suites?.map { .string($0) })
        add("t.name", tasks?.map { .string($0) })
        add("s.split_index", splitIndices?.map { .integer(Int64($0)) })
        add("m.name", methods?.map { .string($0) })
        add("p.protocol_digest", protocolDigests?.map { .string($0) })
        add(configurationDigest, configurationDigests?.map { .string($0) })
        add(seed, seeds?.map { .integer($0) })
        add(unitHash, unitHashes?.map { .string($0) })
        return (terms.isEmpty ? "1" : terms.joined(separator: " AND "), arguments)
    }
}
