extension Report {
    /// A part as a section of the page; nil where there is nothing for it.
    func section(_ part: ReportPart) -> PageSection? {
        switch part {
        case .summary: summarySection
        case .ranks: ranksSection
        case .criticalDifferences: differencesSection
        case .heatMap: heatMapSection
        case .paperScatter: scatterSection
        case .learningCurves: curvesSection
        case .choices: choicesSection
        case .times: timesSection
        case .failures: failuresSection
        case .tox21: tox21.hasResults ? tox21Section : nil
        case .htru2: htru2.hasResults ? htru2Section : nil
        }
    }

    private var summarySection: PageSection {
        var section = PageSection(
            id: "summary", shortTitle: "Summary", sectionTitle: "What the paper claims, and what we find")
        section.leads = [
            "Each claim beside our numbers, judged by the paper’s own test. “Not enough data” means that methods, tasks or "
                + "folds are missing, or are too few to contradict the paper."
        ]
        section.claims = claims.filter { $0.ours != nil }.map(PageClaim.init)
        section.hasClaims = !section.claims.isEmpty
        section.silentClaims = claims.filter { $0.ours == nil }.map(PageClaim.init)
        section.hasSilentClaims = !section.silentClaims.isEmpty
        section.silentTitle =
            "\(Figure.counted(section.silentClaims.count, "claim")) of the paper that these results say nothing about"
        return section
    }

    private var ranksSection: PageSection? {
        guard comparison != nil else { return nil }
        let table = table(.ranks)
        var section = PageSection(id: "ranks", shortTitle: "Ranks", sectionTitle: "Which method ranks best")
        section.tables = [PageTable(table, title: "Average ranks", naming: 0)]
        section.noteLines = table.notes
        return section
    }

    private var differencesSection: PageSection? {
        guard let differences else { return nil }
        var section = PageSection(
            id: "cd-diagram", shortTitle: "Critical differences", sectionTitle: "Which differences are significant")
        section.figures = [PageFigure(differences.chart, caption: differences.caption)]
        return section
    }

    private var heatMapSection: PageSection? {
        guard !heatMap.tasks.isEmpty else { return nil }
        var section = PageSection(id: "heat-map", shortTitle: "Tasks", sectionTitle: "Every task, every method")
        section.leads = ["Test result; the stronger the colour, the nearer to the best of the task."]
        section.heatMaps = [PageHeatMap(heatMap)]
        section.noteLines = heatMap.notes
        return section
    }

    private var scatterSection: PageSection? {
        var section = PageSection(
            id: "paper", shortTitle: "Ours and the paper’s", sectionTitle: "Ours against the paper’s")
        guard !scatter.panels.isEmpty else {
            guard !study.tasks.isEmpty else { return nil }
            section.leads = [
                published.hasAccuracies
                    ? "The paper has no accuracy for these tasks and methods."
                    : "The results file does not hold the paper’s numbers, so there is nothing to compare with."
            ]
            return section
        }
        section.figures = [PageFigure(panels: scatter.panelCharts, methods: [], caption: scatter.caption)]
        section.tablesBelow = [PageTable(scatter.summaryTable, title: "Distance from the paper by method")]
        return section
    }

    private var curvesSection: PageSection? {
        guard !curves.panels.isEmpty else { return nil }
        var section = PageSection(
            id: "learning-curves", shortTitle: "Learning curves", sectionTitle: "How the selected networks learn")
        section.figures = [
            PageFigure(
                panels: curves.panelCharts(.validation), methods: study.methods, caption: curves.caption(.validation)),
            PageFigure(
                panels: curves.panelCharts(.trainingLoss), methods: study.methods,
                caption: curves.caption(.trainingLoss)),
        ]
        return section
    }

    private var choicesSection: PageSection? {
        guard !choices.rows.isEmpty else { return nil }
        var section = PageSection(
            id: "choices", shortTitle: "Depth and rate", sectionTitle: "What validation chooses")
        section.figures = [
            PageFigure(choices.depthChart, caption: "Depth. " + Choices.caption),
            PageFigure(choices.learningRateChart, caption: "Learning rate: the share of tasks that chose each."),
        ]
        section.tablesBelow = [PageTable(choices.summaryTable, title: "Chosen depths and learning rates")]
        return section
    }

    private var timesSection: PageSection? {
        guard !times.rows.isEmpty else { return nil }
        var section = PageSection(id: "times", shortTitle: "Time", sectionTitle: "How long it took")
        section.figures = [PageFigure(times.chart, caption: times.caption)]
        section.tablesBelow = [PageTable(times.table, title: "Training time by method", naming: 0)]
        return section
    }

    private var failuresSection: PageSection {
        var section = PageSection(id: "failures", shortTitle: "Failures", sectionTitle: "What went wrong")
        if failures.rows.isEmpty {
            section.leads = ["Nothing: every attempt succeeded."]
        } else {
            section.tables = [PageTable(failures.table, title: "Attempts without success by reason")]
            section.tablesBelow = [PageTable(failures.divergenceTable, title: "Share of units that diverged")]
            section.noteLines = [Failures.caption] + failures.divergenceTable.notes
        }
        return section
    }

    private var tox21Section: PageSection {
        var section = PageSection(id: "tox21", shortTitle: "Tox21", sectionTitle: "Tox21 by depth")
        section.tables = [PageTable(tox21.wideTable, title: "AUC on Tox21 by method and number of layers")]
        section.noteLines = tox21.wideTable.notes
        return section
    }

    private var htru2Section: PageSection {
        var section = PageSection(id: "htru2", shortTitle: "HTRU2", sectionTitle: "HTRU2 over ten folds")
        section.tables = [PageTable(htru2.table, title: "AUC on HTRU2 by method", naming: 0)]
        section.noteLines = htru2.table.notes
        return section
    }
}
