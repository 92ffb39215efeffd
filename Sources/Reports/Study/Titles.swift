import Evaluation
import Graphics

/// The names of tasks as they are shown: without the suite where all are of one.
struct TaskTitles: Sendable {
    private let prefix: String

    /// Looks at all tasks that are shown together.
    init(_ tasks: [String]) {
        let suites = Set(tasks.map { $0.split(separator: "/", maxSplits: 1).first.map(String.init) ?? "" })
        let isOne = suites.count == 1 && tasks.allSatisfy { $0.contains("/") }
        prefix = isOne ? (suites.first ?? "") + "/" : ""
    }

    /// The name that is shown.
    subscript(task: String) -> String {
        !prefix.isEmpty && task.hasPrefix(prefix) ? String(task.dropFirst(prefix.count)) : task
    }
}

extension MethodName {
    /// The colour of a method: that of its place among the seven, or the next ones for others.
    static func paint(_ name: String, among names: [String]) -> Paint {
        if let index = paperNames.firstIndex(of: name) { return .series(index) }
        let others = names.filter { !paperNames.contains($0) }
        return .series(paperNames.count + (others.firstIndex(of: name) ?? 0))
    }

    /// The dashes of a method's line, so that lines whose colours look alike to some differ all the same; nil for a solid one.
    static func dashes(_ name: String, among names: [String]) -> String? { dashPatterns[dashing(name, among: names)] }

    /// The place of a method's dashes among the patterns, which the page's style sheet has too.
    static func dashing(_ name: String, among names: [String]) -> Int {
        guard case .series(let index) = paint(name, among: names) else { return 0 }
        return index % dashPatterns.count
    }

    /// The place of a method's mark among the shapes, as the colour's among the colours.
    static func mark(_ name: String, among names: [String]) -> Int {
        guard case .series(let index) = paint(name, among: names) else { return 0 }
        return index % SVGElement.markCount
    }

    /// Solid, dashed, dotted, dashed and dotted.
    private static let dashPatterns = [nil, "7 3", "2 2.5", "8 2.5 2 2.5"]
}
