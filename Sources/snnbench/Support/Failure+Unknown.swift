import Datasets

extension Failure {
    /// A name that is none, with those that are near or all that there are.
    static func unknown(_ kind: String, _ name: String, among names: [String], orFile: Bool = false) -> Failure {
        let near = EditDistance.nearest(to: name, among: names)
        let advice =
            near.isEmpty
            ? "there are \(names.joined(separator: ", "))" : "did you mean \(near.joined(separator: " or "))?"
        let files = orFile && near.isEmpty ? "; a file's name ends in .json5" : ""
        return Failure(code: .usage, description: "there is no \(kind) \"\(name)\"; \(advice)\(files)")
    }
}
