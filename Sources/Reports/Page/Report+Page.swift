extension Report {
    /// The report as one HTML file that needs no network.
    ///
    /// - Parameters:
    ///   - parts: what it shows; everything by default.
    ///   - command: the command that fills the store, for a page that has nothing to show.
    /// - Throws: an error of the template engine, which would be a fault of the build.
    public func html(
        parts: [ReportPart] = ReportPart.allCases, command: String = "snnbench run --suite sample --grid small"
    ) throws -> String {
        let templates = try PageTemplates.embedded.get()
        let isWhole = parts.count == ReportPart.allCases.count
        var sections = isEmpty ? [] : parts.compactMap(section)
        if !isEmpty, isWhole { sections.append(provenanceSection) }
        var content = PageContent(
            pageTitle: isEmpty ? "snnbench: no results yet" : "snnbench: \(heading)",
            heading: isEmpty ? "No results yet" : heading, subtitle: subtitle, fileName: provenance.file,
            facts: isEmpty || !isWhole ? [] : facts, sections: sections, isEmpty: isEmpty,
            emptyText: emptyText, emptyCommands: [command, "snnbench report"], style: templates.style,
            script: templates.script, scriptHash: templates.scriptHash)
        content.hasFacts = !content.facts.isEmpty
        content.hasContents = sections.count > 1
        content.lightColours = Paint.all.map { "--\($0.property):\($0.light);" }.joined()
        content.darkColours = Paint.all.map { "--\($0.property):\($0.dark);" }.joined()
        return templates.library.render(content, withTemplate: "page") ?? ""
    }

    /// Why there is nothing to show.
    private var emptyText: String {
        let progress = provenance.progress
        if progress.total == 0 {
            return
                "\(provenance.file) has no units. This trains the embedded sample tasks in about a minute and makes the "
                + "report again:"
        }
        return "\(provenance.file) has \(Figure.counted(progress.total, "unit")), \(Figure.grouped(progress.finished)) "
            + "of them finished, but no selection that matches: let the run come to its end, or ask for another grid, split, "
            + "seed or suite."
    }

    private var heading: String {
        var parts: [String] = []
        if !study.tasks.isEmpty {
            parts.append(
                "\(Figure.counted(study.methods.count, "method")) on \(Figure.counted(study.tasks.count, "task"))")
        }
        if tox21.hasResults { parts.append("Tox21") }
        if htru2.hasResults { parts.append("HTRU2") }
        return parts.joined(separator: ", ")
    }

    private var subtitle: String {
        guard let key = study.key, !study.tasks.isEmpty else { return provenance.file }
        var text =
            "Grid \(key.grid), protocol \(key.protocolName), split \(key.splitIndex), seed \(key.seed); \(provenance.file)"
        if study.otherKeys > 0 {
            text +=
                ", which holds \(Figure.counted(study.otherKeys, "other combination")) of grid, protocol, split and seed"
        }
        return text
    }

    private var facts: [PageFact] {
        let progress = provenance.progress
        let hours = times.seconds
        return [
            PageFact(label: "units finished", amount: Figure.grouped(progress.finished)),
            PageFact(label: "units diverged", amount: Figure.grouped(progress.byOutcome[.diverged] ?? 0)),
            PageFact(label: "units to do", amount: Figure.grouped(progress.total - progress.finished)),
            PageFact(label: "training time", amount: Figure.duration(hours)),
            PageFact(
                label: "claims hold / don’t / too little data",
                amount: [Claim.Verdict.holds, .doesNotHold, .notEnoughData]
                    .map { verdict in "\(claims.count { $0.verdict == verdict })" }.joined(separator: " / ")),
        ]
    }

    private var provenanceSection: PageSection {
        var section = PageSection(
            id: "provenance", shortTitle: "How it was made", sectionTitle: "How this was made, and how to make it again"
        )
        let commands = provenance.commands
        section.commands = commands
        section.hasCommands = !commands.isEmpty
        section.tables = [
            PageTable(
                ReportTable(
                    columns: ["protocol", "value"],
                    rows: provenance.protocolValues.map { [.text($0.name), .text($0.value)] }
                        + provenance.ruleValues.map { [.text("selection: " + $0.name), .text($0.value)] }
                        + [
                            [
                                .text("numerics version"),
                                .text(provenance.numericsVersions.map { "\($0)" }.joined(separator: ", ")),
                            ]
                        ], notes: []), title: "Protocol"),
            PageTable(
                ReportTable(
                    columns: ["host", "system", "processor", "built_for", "threads", "versions", "attempts"],
                    rows: provenance.environments.map {
                        [
                            .text($0.host), .text($0.system), .text($0.processor), .text($0.instructionSet),
                            .integer($0.threads), .text($0.versions), .integer($0.attempts),
                        ]
                    }, notes: []), title: "Machines and versions"),
        ]
        if let start = provenance.firstStart {
            section.noteLines = [
                "Attempts from \(start)" + (provenance.lastEnd.map { " to \($0)" } ?? "")
                    + ". The same unit gives the same bits on every machine, so the commands below give these numbers again."
            ]
        }
        return section
    }
}
