import Formats
import Graphics
import Tables

/// A piece of a report that can be had alone: one type in a file of its own, and one line in `Report.parts`.
///
/// A part is made only when it is asked for, and makes what it needs of the source's other facts then.
package protocol ReportPart: ReportFact {
    /// The name that `--part` takes and that its section has on the page.
    static var name: String { get }
    /// What it shows, one sentence.
    static var summary: String { get }
    /// Whether it has a drawing.
    static var isDrawn: Bool { get }
    /// Its numbers; without rows where the store has nothing for it.
    var table: Table { get }
    /// Its drawing; nil where it has none or there is nothing to draw.
    var chart: Chart? { get }
    /// What stands for the table in LaTeX; nil where the table does.
    var latex: String? { get }
    /// Its section of the page; nil where there is nothing to say.
    var section: PageSection? { get }
}

extension ReportPart {
    package static var isDrawn: Bool { false }
    package var chart: Chart? { nil }
    package var latex: String? { nil }

    /// An empty section under the part's name.
    ///
    /// - Parameters:
    ///   - short: its title among the page's links.
    ///   - title: its heading.
    static func section(_ short: String, _ title: String) -> PageSection {
        PageSection(id: name, shortTitle: short, sectionTitle: title)
    }
}
