/// A query that people want, under a name.
public struct NamedQuery: Equatable, Sendable {
    /// A value that the query can be told.
    public struct Parameter: Equatable, Sendable {
        /// The name, in SQL with a colon before it.
        public let name: String
        /// The value where none is given; null stands for "all".
        public let defaultValue: QueryValue
        /// What the parameter chooses.
        public let summary: String

        /// Names a parameter.
        ///
        /// - Parameters:
        ///   - name: The name, in SQL with a colon before it.
        ///   - defaultValue: The value where none is given; null stands for "all".
        ///   - summary: What the parameter chooses.
        public init(name: String, defaultValue: QueryValue, summary: String) {
            self.name = name
            self.defaultValue = defaultValue
            self.summary = summary
        }
    }

    /// The name to call it by.
    public let name: String
    /// What it answers, one sentence.
    public let summary: String
    /// The values it can be told.
    public let parameters: [Parameter]
    /// The SQL.
    public let sql: String

    /// Every query, in the order of a list for people.
    public static let all: [NamedQuery] = [
        chosenDepths, chosenHyperparameters, failuresByReason, divergence,
        learningCurves, timePerMethod, publishedBesideOurs, validationGap, reruns,
    ]

    /// The query of a name, or `nil`.
    ///
    /// - Parameter name: The name.
    public static func named(_ name: String) -> NamedQuery? { all.first { $0.name == name } }
}
