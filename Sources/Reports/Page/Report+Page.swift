import CEmbedded
import Evaluation
import Formats
import Foundation
import Graphics
import Mustache
import ResultStore

extension Report {
    /// The report as one HTML file that needs no network.
    ///
    /// - Parameters:
    ///   - parts: what it shows; everything by default.
    ///   - command: the command that fills the store, for a page that has nothing to show.
    /// - Throws: `ResultStoreError`, `StatisticsError`, and an error of the template engine, which would be a fault of the
    ///   build.
    package func html(
        parts: [any ReportPart.Type] = Report.parts, command: String = "snnbench run --suite sample --grid small"
    ) throws -> String {
        let templates = try PageTemplates.embedded.get()
        let isWhole = parts.count == Report.parts.count
        let head = try PageHead(source)
        let isEmpty = head.heading.isEmpty
        let sections = isEmpty ? [] : try parts.compactMap { try part($0).section }
        var content = PageContent(
            pageTitle: isEmpty ? "snnbench: no results yet" : "snnbench: \(head.heading)",
            heading: isEmpty ? "No results yet" : head.heading, subtitle: head.subtitle, fileName: head.file,
            facts: isEmpty || !isWhole ? [] : try head.facts(source), sections: sections, isEmpty: isEmpty,
            emptyText: head.emptyText, emptyCommands: [command, "snnbench report"], style: templates.style,
            script: templates.script, scriptHash: templates.scriptHash)
        content.hasFacts = !content.facts.isEmpty
        content.finding = head.finding
        content.hasFinding = !head.finding.isEmpty
        content.studyNotes = source.options.notes
        content.hasStudyNotes = !source.options.notes.isEmpty
        content.hasContents = sections.count > 1
        content.lightColours = Paint.all.map { "--\($0.property):\($0.light);" }.joined()
        content.darkColours = Paint.all.map { "--\($0.property):\($0.dark);" }.joined()
        return templates.library.render(content, withTemplate: "page") ?? ""
    }
}

/// How the units of the store stand.
private struct Progress: ReportFact {
    let count: ProgressCount

    init(_ source: ReportSource) throws { count = try source.store.progress() }
}

/// What stands above the sections of a page.
private struct PageHead {
    /// The name of the results file, without its folder.
    let file: String
    /// What the page is about; empty where there is nothing to show.
    let heading: String
    /// Which of the results.
    let subtitle: String
    /// What was found, in a sentence; empty where nothing was ranked.
    let finding: String
    private let progress: ProgressCount

    init(_ source: ReportSource) throws {
        file = source.fileName
        progress = try source.fact(Progress.self).count
        let ranked: RankedResults = try source.fact()
        let results = ranked.results
        finding = ranked.areOverTasks ? ranked.comparison.map { Finding($0).text } ?? "" : ""
        var parts: [String] = []
        if ranked.areOverTasks {
            parts.append(
                "\(NumberText.counted(results.methods.count, "method")) on \(NumberText.counted(results.tasks.count, "task"))"
            )
        }
        if try !source.results(of: .tox21).isEmpty { parts.append("Tox21") }
        if try !source.results(of: .htru2).isEmpty { parts.append("HTRU2") }
        heading = parts.joined(separator: ", ")
        subtitle =
            ranked.areOverTasks
            ? RankNotes.study(results).prefix(1).uppercased() + RankNotes.study(results).dropFirst() + "; \(file)"
            : file
    }

    /// Why there is nothing to show.
    var emptyText: String {
        if progress.total == 0 {
            return
                "\(file) has no units. This trains the embedded sample tasks in about a minute and makes the report again:"
        }
        return
            "\(file) has \(NumberText.counted(progress.total, "unit")), \(NumberText.grouped(progress.finished)) of them "
            + "finished, but no selection that matches: let the run come to its end, or ask for another grid, split, seed "
            + "or suite."
    }

    /// The figures of the summary.
    func facts(_ source: ReportSource) throws -> [PageFact] {
        let claims = try source.fact(ClaimSummary.self).claims
        return [
            PageFact(label: "units finished", amount: NumberText.grouped(progress.finished)),
            PageFact(label: "units diverged", amount: NumberText.grouped(progress.byOutcome[.diverged] ?? 0)),
            PageFact(label: "units to do", amount: NumberText.grouped(progress.total - progress.finished)),
            PageFact(label: "training time", amount: Durations.short(try source.fact(Times.self).seconds)),
            PageFact(
                label: "claims hold / don’t / too little data",
                amount: [Claim.Verdict.holds, .doesNotHold, .notEnoughData]
                    .map { verdict in "\(claims.count { $0.verdict == verdict })" }.joined(separator: " / ")),
        ]
    }
}

/// The templates of the page, parsed once, with the style sheet and the script.
struct PageTemplates: Sendable {
    /// The templates.
    let library: MustacheLibrary
    /// The style sheet.
    let style: String
    /// The script.
    let script: String
    /// The script's hash as a content security policy names it, so that a browser runs it and no other.
    let scriptHash: String

    /// The embedded ones; an error here is one of the build and found by every test.
    static let embedded = Result { try PageTemplates(files: embeddedFiles) }

    /// The embedded files by name.
    static var embeddedFiles: [String: String] {
        var count = 0
        guard let files = snnbench_embedded_files("templates", &count) else { return [:] }
        var result: [String: String] = [:]
        for file in UnsafeBufferPointer(start: files, count: count) {
            result[String(cString: file.name)] = String(
                decoding: UnsafeBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
        }
        return result
    }

    init(files: [String: String]) throws {
        MustacheContentTypes.register(MarkupContent(), named: "MARKUP")
        var library = MustacheLibrary()
        for (name, text) in files where name.hasSuffix(".mustache") {
            try library.register(text, named: String(name.dropLast(".mustache".count)))
        }
        self.library = library
        style = files["report.css"] ?? ""
        let script = (files["report.js"] ?? "") + (files["tasks.js"] ?? "")
        self.script = script
        scriptHash = "sha256-" + Data(SHA256.digest(of: script).bytes).base64EncodedString()
    }
}

/// Content that is escaped by our own rule.
///
/// The library's goes by characters, and a quotation mark with a combining accent is another character to it.
private struct MarkupContent: MustacheContentType {
    func escapeText(_ text: String) -> String { Markup.escaped(text) }
}
