import Evaluation
import Foundation
import Numbers
import ResultStore

/// What a report is about, and what it is told by who asks for it.
public struct ReportOptions: Sendable {
    /// Which of the store's results.
    public var question = ResultQuestion()
    /// The test of the critical-difference diagram.
    public var test = CriticalDifferenceTest.nemenyi
    /// The method that stands in the middle; nil for the only one that is none of the paper's.
    public var focus: String?
    /// Other results to set beside these; nil for none.
    public var beside: OtherResults?
    /// How fast the units were trained.
    public var speeds = TrainingSpeeds()
    /// The commands that make the studies of the store again.
    public var commands: [String] = []
    /// What whoever made the study has to say about it, a paragraph an element; shown before everything else.
    public var notes: [String] = []

    /// Makes options that leave all to the store.
    public init() {}
}

/// A report of a results file: parts, each worked out when it is asked for, and a page of all of them.
///
/// The same store gives the same report to the byte: nothing in it depends on the time or the machine it is made on.
public struct Report {
    let source: ReportSource

    /// Every part, in the order of the page.
    package static let parts: [any ReportPart.Type] = [
        Ranks.self,
        CriticalDifferenceDiagram.self,
        Beside.self,
        Focus.self,
        Tox21Table.self,
        HTRU2Table.self,
        ClaimSummary.self,
        AllPairs.self,
        HeatMap.self,
        TaskPages.self,
        PaperScatter.self,
        LearningCurveSet.self,
        Choices.self,
        BestOfKCurves.self,
        SelectionRegret.self,
        VarianceComponents.self,
        TaskResolution.self,
        Trainability.self,
        SensitivityTable.self,
        Times.self,
        Failures.self,
        Provenance.self,
    ]

    /// Names a store; nothing is read before a part is asked for.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - options: what is asked of it.
    public init(_ store: ResultStore, _ options: ReportOptions = ReportOptions()) {
        source = ReportSource(store, options)
    }

    /// A part.
    ///
    /// - Throws: `ResultStoreError`, and `StatisticsError` for numbers that no statistic can be made of.
    package func part<Part: ReportPart>(_ type: Part.Type) throws -> Part { try source.fact(type) }

    /// The paragraphs of a text, each on one line: what blank lines part, without the signs of headings and lists.
    package static func paragraphs(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .split(whereSeparator: \.isEmpty)
            .map { lines in lines.joined(separator: " ").trimmingCharacters(in: CharacterSet(charactersIn: "#*- ")) }
            .filter { !$0.isEmpty }
    }
}

/// How fast a results file's units were trained, worked out by who asks for the report.
public struct TrainingSpeeds: Equatable, Sendable {
    /// Floating-point operations a second of one core, by method.
    public let operationsASecond: [String: Double]
    /// The peak of a core of the machine that trained, in operations a second; `nil` where nobody says it.
    public let peak: Double?

    /// Names speeds.
    ///
    /// - Parameters:
    ///   - operationsASecond: floating-point operations a second of one core, by method.
    ///   - peak: the peak of a core of the machine that trained, in operations a second.
    public init(operationsASecond: [String: Double] = [:], peak: Double? = nil) {
        self.operationsASecond = operationsASecond
        self.peak = peak
    }
}
