import Formats

extension EpochRecord {
    /// The text of further metrics as they are stored: `{"test":{"mcc":0.5},"validation":{"mcc":0.25}}`.
    ///
    /// - Parameters:
    ///   - validation: The metrics of the validation rows by name; those that are not finite are left out.
    ///   - test: The metrics of the test rows by name, likewise.
    /// - Returns: Canonical JSON; `nil` where there is no metric.
    public static func furtherText(validation: [String: Double], test: [String: Double]) -> String? {
        let parts: [(MetricRecord.Part, [String: Double])] = [(.validation, validation), (.test, test)]
        let members = parts.compactMap { part, values -> (String, CanonicalJSON)? in
            let finite = values.filter(\.value.isFinite)
            return finite.isEmpty ? nil : (part.rawValue, .object(finite.mapValues { .number($0) }))
        }
        guard !members.isEmpty else { return nil }
        return CanonicalJSON.object(Dictionary(members, uniquingKeysWith: { first, _ in first })).text
    }

    /// A further metric of some rows; `nil` where it was not measured.
    ///
    /// - Parameters:
    ///   - name: The metric's name.
    ///   - part: The rows.
    public func further(_ name: String, on part: MetricRecord.Part) -> Double? {
        EpochRecord.furtherValue(further, name, part.rawValue)
    }

    /// A metric within the text of further ones.
    static func furtherValue(_ text: String?, _ name: String, _ part: String) -> Double? {
        guard let text, let json = try? CanonicalJSON(parsing: text) else { return nil }
        return json[part]?[name]?.doubleValue
    }
}
