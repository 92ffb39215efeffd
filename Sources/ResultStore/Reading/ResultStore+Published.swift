import GRDB

extension ResultStore {
    /// The published numbers that were recorded, in the order of source, table, task, method, metric and detail.
    ///
    /// - Parameters:
    ///   - source: One source; `nil` for all.
    ///   - table: One table, by its label; `nil` for all.
    /// - Throws: `ResultStoreError`.
    public func publishedResults(
        source: String? = nil, table: String? = nil
    ) throws(ResultStoreError) -> [PublishedResult] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT source, table_label, task, method, metric, detail, value FROM published_results
                    WHERE (?1 IS NULL OR source = ?1) AND (?2 IS NULL OR table_label = ?2)
                    ORDER BY source, table_label, task, method, metric, detail
                    """, arguments: [source, table])
            return try rows.map { row in
                PublishedResult(
                    source: try row.requiredText(0), table: try row.requiredText(1), task: try row.requiredText(2),
                    method: try row.requiredText(3), metric: try row.requiredText(4), detail: try row.requiredText(5),
                    value: row.double(6))
            }
        }
    }
}
