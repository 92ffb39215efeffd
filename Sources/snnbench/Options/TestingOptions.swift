import ArgumentParser
import Benchmark
import Statistics

/// How methods are tested against each other.
struct TestingOptions: ParsableArguments {
    /// What becomes of missing results.
    enum Missing: String, CaseIterable, ExpressibleByArgument {
        case common
        case worst

        var policy: MissingValuePolicy { self == .common ? .taskDropped : .rankedLast }
    }

    /// The adjustments by their short names.
    enum Adjustment: String, CaseIterable, ExpressibleByArgument {
        case none
        case holm
        case hochberg
        case bh
        case bonferroni
        case sidak

        var value: PValueAdjustment {
            switch self {
            case .none: .none
            case .holm: .holm
            case .hochberg: .hochberg
            case .bh: .benjaminiHochberg
            case .bonferroni: .bonferroni
            case .sidak: .sidak
            }
        }
    }

    /// The modes of the signed-rank test.
    enum Mode: String, CaseIterable, ExpressibleByArgument {
        case exact
        case r
        case scipy

        var value: WilcoxonSignedRankTest.Mode {
            switch self {
            case .exact: .exact
            case .r: .r
            case .scipy: .scipy
            }
        }
    }

    @Option(
        help: "Missing results: common (only tasks with all results) or worst (they rank last, as in the paper).")
    var missing = Missing.common

    @Option(help: "The Wilcoxon test: exact (all sign patterns), r (as R and the paper) or scipy.")
    var test = Mode.r

    @Option(help: "What is asked of the reference: greater (is it better), two-sided or less.")
    var alternative = Alternative.greater

    @Option(help: "The adjustment of p-values: none, holm, hochberg, bh, bonferroni or sidak.")
    var adjust = Adjustment.none

    @Option(
        help: ArgumentHelp("The method that the others are tested against, or best.", valueName: "name"),
        completion: .methods)
    var against = "best"

    /// The options as the library takes them.
    var options: TableComparison.Options {
        var options = TableComparison.Options()
        options.missing = missing.policy
        options.test = WilcoxonSignedRankTest(mode: test.value, alternative: alternative)
        options.adjustment = adjust.value
        options.reference = against == "best" ? nil : against
        return options
    }
}

extension Alternative: ExpressibleByArgument {}
