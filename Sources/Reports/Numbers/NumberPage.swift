import Formats
import Graphics
import Numbers
import Tables

/// The page of people's own numbers, with the templates and the style of the report.
public enum NumberPage {
    /// The page as one HTML file that needs no network.
    ///
    /// - Parameter study: the numbers, and what is asked of them.
    /// - Throws: `StatisticsError`, and an error of the template engine, which would be a fault of the build.
    public static func html(_ study: NumberStudy) throws -> String {
        let templates = try PageTemplates.embedded.get()
        let sections = try NumberStudy.parts.compactMap { try section($0.init(study), $0) }
        let methods = study.reports[0].comparison.methods.count
        let tasks = study.reports[0].comparison.tasks.count
        let heading = "\(NumberText.counted(methods, "method")) on \(NumberText.counted(tasks, "task"))"
        let metrics = study.reports.map(\.table.metric).filter { !$0.isEmpty }
        var content = PageContent(
            pageTitle: "\(study.file): \(heading)", heading: heading,
            subtitle: ([metrics.joined(separator: ", "), study.file].filter { !$0.isEmpty }).joined(separator: "; "),
            fileName: study.file, facts: [], sections: sections, isEmpty: false, emptyText: "",
            emptyCommands: [], style: templates.style, script: templates.script, scriptHash: templates.scriptHash)
        content.isStudy = false
        content.hasContents = sections.count > 1
        content.lightColours = Paint.all.map { "--\($0.property):\($0.light);" }.joined()
        content.darkColours = Paint.all.map { "--\($0.property):\($0.dark);" }.joined()
        return templates.library.render(content, withTemplate: "page") ?? ""
    }

    private static func section(_ part: any NumberPart, _ type: any NumberPart.Type) -> PageSection? {
        guard !part.table.rows.isEmpty || !part.charts.isEmpty else { return nil }
        var section = PageSection(id: type.name, shortTitle: type.title, sectionTitle: type.title)
        let isText = !part.sentences.isEmpty && !type.isDrawn
        if isText { section.leads = part.sentences }
        section.figures = part.charts.enumerated().map { place, chart in
            PageFigure(
                chart, caption: part.sentences.indices.contains(place) ? part.sentences[place] : chart.description)
        }
        if !isText {
            section.tablesBelow = [PageTable(part.table, title: type.summary)]
            section.noteLines = part.table.notes
        }
        return section
    }
}
