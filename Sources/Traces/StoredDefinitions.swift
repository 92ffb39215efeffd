import Formats
import Networks

/// What keeps a stored definition from being read back.
public enum RecordError: ClassifiedError, Equatable, Sendable {
    /// The text is not JSON.
    case notJSON(what: String, reason: String)
    /// A value is missing, has the wrong type or lies outside its range.
    case wrongValue(what: String, key: String)
    /// There is a value that this version of the program does not know.
    case unknownValue(what: String, key: String)

    /// The kind of failure.
    public var kind: FailureKind { .badData }

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .notJSON(let what, let reason): "the stored \(what) cannot be read: \(reason)"
        case .wrongValue(let what, let key): "the stored \(what) has no \"\(key)\" that this version can use"
        case .unknownValue(let what, let key):
            "the stored \(what) has a value \"\(key)\" that this version does not know; was it made by a newer one?"
        }
    }
}

extension FieldRecord {
    /// Reads back what the store keeps as canonical JSON: every recorded field, and no other name.
    ///
    /// - Parameters:
    ///   - text: an object.
    ///   - what: what it defines, for messages.
    package mutating func restore(_ text: String, _ what: String) throws(RecordError) {
        let json: CanonicalJSON
        do {
            json = try CanonicalJSON(parsing: text)
        } catch {
            throw .notJSON(what: what, reason: error.description)
        }
        guard case .object(let members) = json else { throw .notJSON(what: what, reason: "it is not an object") }
        try restore(members, what)
    }

    /// Reads back what the store keeps: every recorded field, and no other name.
    ///
    /// - Parameters:
    ///   - members: the values by name.
    ///   - what: what they define, for messages.
    package mutating func restore(_ members: [String: CanonicalJSON], _ what: String) throws(RecordError) {
        // A value that is not known would be lost.
        func isKnown(_ name: String) -> Bool { Self.fields.contains { $0.isRecorded && $0.name == name } }
        if let unknown = members.keys.filter({ !isKnown($0) }).min() { throw .unknownValue(what: what, key: unknown) }
        for field in Self.fields where field.isRecorded {
            guard field.restore(members[field.name], in: &self) else { throw .wrongValue(what: what, key: field.name) }
        }
    }
}

extension MethodDefinition {
    /// Reads back the definition that is kept of a method.
    ///
    /// - Parameters:
    ///   - name: the method's name.
    ///   - definition: its definition as canonical JSON.
    package init(name: String, definition: String) throws(RecordError) {
        self = .standard
        self.name = name
        try restore(definition, "definition of \(name)")
    }
}

extension Hyperparameters {
    /// Reads back the values that are kept of hyperparameters.
    ///
    /// - Parameter text: the values as canonical JSON.
    package init(record text: String) throws(RecordError) {
        self = .standard
        try restore(text, "configuration")
        try checkWidths()
    }

    /// Reads back the values that the store keeps of hyperparameters.
    ///
    /// - Throws: `RecordError` where one is missing, unknown or of no use.
    package init(values: [String: CanonicalJSON]) throws(RecordError) {
        self = .standard
        try restore(values, "configuration")
        try checkWidths()
    }

    private func checkWidths() throws(RecordError) {
        guard widths == nil || widths?.count == layers else {
            throw .wrongValue(what: "configuration", key: "widths")
        }
    }
}
