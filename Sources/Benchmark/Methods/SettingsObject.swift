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

    /// One of some words; nil where there is none.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _: Choice.Type
    ) throws(SettingsError) -> Choice? where Choice.RawValue == String {
        guard let value = members[name] else { return nil }
        return try choice(name, path: path + "/" + name, value)
    }

    /// One or several of some words; nil where there is none.
    func choices<Choice: RawRepresentable & CaseIterable & Hashable>(
        _ name: String, _: Choice.Type
    ) throws(SettingsError) -> [Choice]? where Choice.RawValue == String {
        try list(name) { (path, value) throws(SettingsError) in try choice(name, path: path, value) as Choice }
    }

    /// One or several numbers that meet a condition; nil where there is none.
    func numbers(
        _ name: String, _ allowed: String, where condition: (Double) -> Bool
    ) throws(SettingsError) -> [Double]? {
        try list(name) { (path, value) throws(SettingsError) in
            guard case .number(let number) = value, number.isFinite, condition(number) else {
                throw file.error(at: path, "\(name) holds \(value.kind); allowed is \(allowed)")
            }
            return number
        }
    }

    /// One or several whole numbers of a range; nil where there is none.
    func integers(_ name: String, _ range: ClosedRange<Int>) throws(SettingsError) -> [Int]? {
        try numbers(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") {
            $0 == $0.rounded() && $0 >= Double(range.lowerBound) && $0 <= Double(range.upperBound)
        }?.map { Int($0) }
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

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, path: String, _ value: SettingsValue
    ) throws(SettingsError) -> Choice where Choice.RawValue == String {
        guard case .text(let text) = value, let choice = Choice(rawValue: text) else {
            throw file.error(at: path, "\(name) is \(value.kind); allowed are \(Choice.allNames)")
        }
        return choice
    }

    /// The values of a list, or the one value that stands in its place; none twice, at least one.
    private func list<Value: Hashable>(
        _ name: String, _ read: (String, SettingsValue) throws(SettingsError) -> Value
    ) throws(SettingsError) -> [Value]? {
        guard let value = members[name] else { return nil }
        let place = path + "/" + name
        guard case .list(let items) = value else { return [try read(place, value)] }
        guard !items.isEmpty else { throw error(name, "\(name) is an empty list; give it a value or leave it out") }
        var values: [Value] = []
        for (index, item) in items.enumerated() {
            let value = try read(place + "/\(index)", item)
            guard !values.contains(value) else {
                throw file.error(at: place + "/\(index)", "\(name) holds \(item.kind) twice")
            }
            values.append(value)
        }
        return values
    }

    /// How messages call a place.
    private static func name(_ path: String) -> String {
        path.isEmpty ? "the file" : String(path.dropFirst()).replacing("/", with: ".")
    }
}
