import Datasets
import Formats

/// Reading of an object of a settings file: each value checked, unknown names refused.
struct SettingsObject {
    private let file: SettingsFile
    /// Where the object stands in the file.
    let path: String
    private let members: [String: SettingsValue]

    /// The file's object.
    ///
    /// - Parameter known: the names that the object may have.
    init(_ file: SettingsFile, known: [String]) throws(SettingsError) {
        try self.init(file, path: "", value: file.root, known: known)
    }

    private init(
        _ file: SettingsFile, path: String, value: SettingsValue, known: [String]?
    ) throws(SettingsError) {
        self.file = file
        self.path = path
        guard case .object(let members) = value else {
            throw file.error(at: path, "\(Self.name(path)) is \(value.kind); it is an object in braces { }")
        }
        self.members = members
        guard let known else { return }
        // The first in the file is reported.
        let unknown = members.keys.filter { !known.contains($0) }
        guard let first = unknown.min(by: { file.precedes(path + "/" + $0, path + "/" + $1) }) else { return }
        throw file.error(at: path + "/" + first, Self.unknown("value", first, among: known))
    }

    /// The names that the object has, in order.
    var names: [String] { members.keys.sorted() }

    /// Whether the object has a value.
    func has(_ name: String) -> Bool { members[name] != nil }

    /// Whether a value is an object.
    func isObject(_ name: String) -> Bool {
        if case .object = members[name] { return true }
        return false
    }

    /// A number that must be there.
    func number(_ name: String) throws(SettingsError) -> Double {
        guard case .number(let number)? = members[name], number.isFinite else {
            throw error(name, "\(name) is \(members[name]?.kind ?? "missing"); it is a finite number")
        }
        return number
    }

    /// The column in the file of a character of a text.
    func column(ofCharacter index: Int, in name: String) -> Int? {
        file.column(ofCharacter: index, inTextAt: path + "/" + name)
    }

    /// A value as it stands; nil where there is none.
    func value(_ name: String) -> SettingsValue? { members[name] }

    /// An error about the object as a whole.
    func error(_ problem: String) -> SettingsError { file.error(at: path, problem) }

    /// An error about a value of the object.
    func error(_ name: String, _ problem: String) -> SettingsError { file.error(at: path + "/" + name, problem) }

    /// An object within; nil where there is none.
    ///
    /// - Parameter known: the names that it may have; nil for any.
    func object(_ name: String, known: [String]?) throws(SettingsError) -> SettingsObject? {
        guard let value = members[name] else { return nil }
        return try SettingsObject(file, path: path + "/" + name, value: value, known: known)
    }

    /// A list of objects that must be there.
    ///
    /// - Parameters:
    ///   - name: the name of the list.
    ///   - words: what it is, for messages.
    ///   - known: the names that each object may have.
    func objects(_ name: String, words: String, known: [String]) throws(SettingsError) -> [SettingsObject] {
        guard let value = members[name] else { throw missing(name, words) }
        guard case .list(let items) = value else {
            throw error(name, "\(name) holds \(value.kind); allowed is \(words)")
        }
        var objects: [SettingsObject] = []
        for (index, item) in items.enumerated() {
            objects.append(try SettingsObject(file, path: "\(path)/\(name)/\(index)", value: item, known: known))
        }
        return objects
    }

    /// A text; nil where there is none.
    func text(_ name: String) throws(SettingsError) -> String? {
        guard let value = members[name] else { return nil }
        guard case .text(let text) = value else {
            throw error(name, "\(name) is \(value.kind); it is a text in quotes")
        }
        return text
    }

    /// A text that must be there.
    func requiredText(_ name: String, _ what: String) throws(SettingsError) -> String {
        guard let text = try text(name) else { throw missing(name, what) }
        return text
    }

    /// The value of a field; nil where there is none.
    func value<Record>(_ field: Field<Record>) throws(SettingsError) -> CanonicalJSON? {
        guard let value = members[field.name] else { return nil }
        return try read(field.name, path: path + "/" + field.name, value, field)
    }

    /// The values of a field in a list, or the one value that stands in its place; none twice, at least one.
    ///
    /// - Parameters:
    ///   - name: the name of the list.
    ///   - field: the field.
    func values<Record>(_ name: String, _ field: Field<Record>) throws(SettingsError) -> [CanonicalJSON]? {
        guard let value = members[name] else { return nil }
        let place = path + "/" + name
        guard case .list(let items) = value else { return [try read(name, path: place, value, field)] }
        guard !items.isEmpty else { throw error(name, "\(name) is an empty list; give it a value or leave it out") }
        var values: [CanonicalJSON] = []
        for (index, item) in items.enumerated() {
            let value = try read(name, path: place + "/\(index)", item, field)
            guard !values.contains(value) else {
                throw file.error(at: place + "/\(index)", "\(name) holds \(item.kind) twice")
            }
            values.append(value)
        }
        return values
    }

    private func read<Record>(
        _ name: String, path: String, _ value: SettingsValue, _ field: Field<Record>
    ) throws(SettingsError) -> CanonicalJSON {
        let json = value.json
        if field.range.contains(json) { return json }
        switch field.range {
        case .choice(let names):
            throw file.error(at: path, "\(name) is \(value.kind); allowed are \(names.joined(separator: ", "))")
        case .wordOrObject: throw file.error(at: path, "\(name) is \(value.kind); allowed are \(field.range.words)")
        default: throw file.error(at: path, "\(name) holds \(value.kind); allowed is \(field.range.words)")
        }
    }

    /// An error about a value that must be there.
    func missing(_ name: String, _ what: String) -> SettingsError {
        let place = path.isEmpty ? "" : " in \(Self.name(path))"
        return file.error(at: path, "\(name) is missing\(place); it is \(what)")
    }

    /// What to say about a name that is none.
    static func unknown(_ kind: String, _ name: String, among known: [String]) -> String {
        let near = EditDistance.nearest(to: name, among: known)
        let advice =
            near.isEmpty
            ? "there are \(known.joined(separator: ", "))" : "did you mean \(near.joined(separator: " or "))?"
        return "there is no \(kind) \(SettingsError.quoted(name)); \(advice)"
    }

    /// How messages call a place.
    private static func name(_ path: String) -> String {
        path.isEmpty ? "the file" : String(path.dropFirst()).replacing("/", with: ".")
    }
}
