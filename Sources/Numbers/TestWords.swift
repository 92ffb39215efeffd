import Formats
import Statistics

/// Tests of a table, in sentences.
enum TestWords {
    /// Friedman's test and Nemenyi's critical difference.
    static func lines(_ report: TableReport) -> [String] {
        ConventionWords.tests(
            report.comparison, report.permutation, alpha: report.options.alpha,
            number: { NumberText.decimal($0, places: 3) }, probability: NumberText.probability)
    }

    /// The convention of a test of a reference, in which it is named.
    static func convention(_ result: WilcoxonSignedRankResult, reference: String, other: String = "each") -> String {
        let direction =
            switch result.alternative {
            case .twoSided: "two-sided"
            case .greater: "one-sided, \(reference) better than \(other)"
            case .less: "one-sided, \(reference) worse than \(other)"
            }
        return "Wilcoxon signed-rank, \(direction), \(result.rule)"
    }
}
