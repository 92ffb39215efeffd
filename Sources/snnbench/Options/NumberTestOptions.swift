import ArgumentParser
import Numbers
import Statistics

/// How people's own numbers are tested: each option as given, so that one without effect can be refused.
struct NumberTestOptions: ParsableArguments {
    @Option(help: "Missing scores: common (default: only tasks with all scores) or worst (they rank last).")
    var missing: TestingOptions.Missing?

    @Option(help: "The Wilcoxon test: exact (all sign patterns), r (default: as R) or scipy.")
    var test: TestingOptions.Mode?

    @Option(help: "What is asked of the reference, or of x: greater (default: is it better), two-sided or less.")
    var alternative: Alternative?

    @Option(help: "The only adjustment to show: none, holm, hochberg, bh, bonferroni or sidak (default: all).")
    var adjust: TestingOptions.Adjustment?

    @Option(help: ArgumentHelp("The method that the others are tested against (default: the best).", valueName: "name"))
    var against: String?

    @Option(help: "Zeros in tests of x and y and in intervals: wilcox (default: dropped, as in R), pratt or zsplit.")
    var zeros: ZeroMethod?

    @Option(help: "The level of tests (default: 0.05).")
    var alpha: Double?

    @Option(help: "The confidence of intervals (default: 0.95).")
    var confidence: Double?

    @Option(help: "Half the width of the region of practical equivalence, in the unit of the scores (default: 0.01).")
    var rope: Double?

    @Option(help: "The seed of all that is drawn (default: 1).")
    var seed: UInt64?

    @Option(help: ArgumentHelp("The unit of the scores, for words and drawings.", valueName: "text"))
    var unit: String?

    @Option(
        help: ArgumentHelp("The test of the critical-difference diagram: nemenyi or wilcoxon-holm.", valueName: "name"))
    var cdTest: CriticalDifferenceTest?

    func validate() throws {
        for (name, value) in [("alpha", alpha), ("confidence", confidence)] {
            if let value, !(value > 0 && value < 1) { throw ValidationError("--\(name) is above 0 and below 1") }
        }
        if let rope, !(rope >= 0 && rope < .infinity) { throw ValidationError("--rope is 0 and above") }
    }

    /// The names of the options that were given.
    var given: Set<String> {
        let all: [(String, Bool)] = [
            ("missing", missing != nil), ("test", test != nil), ("alternative", alternative != nil),
            ("adjust", adjust != nil), ("against", against != nil), ("zeros", zeros != nil), ("alpha", alpha != nil),
            ("confidence", confidence != nil), ("rope", rope != nil), ("seed", seed != nil), ("unit", unit != nil),
            ("cd-test", cdTest != nil),
        ]
        return Set(all.filter(\.1).map(\.0))
    }

    /// The options as the library takes them.
    var options: NumberOptions {
        var options = NumberOptions()
        options.comparison.missing = missing?.policy ?? .taskDropped
        options.comparison.test = WilcoxonSignedRankTest(
            mode: test?.value ?? .r, alternative: alternative ?? .greater)
        options.comparison.adjustment = adjust?.value ?? .none
        options.comparison.reference = against == "best" ? nil : against
        options.adjustment = adjust?.value
        options.zeroMethod = zeros ?? .wilcox
        options.alpha = alpha ?? 0.05
        options.confidence = confidence ?? 0.95
        options.rope = rope ?? 0.01
        options.seed = seed ?? 1
        options.unit = unit ?? ""
        options.cliques = cdTest ?? .nemenyi
        return options
    }

    /// Puts what was given in the place of what stands beside x and y.
    func apply(to pair: inout PairedNumbers) {
        if test != nil || alternative != nil || zeros != nil {
            var chosen = pair.test ?? WilcoxonSignedRankTest()
            if let test { chosen.mode = test.value }
            if let alternative { chosen.alternative = alternative }
            if let zeros { chosen.zeroMethod = zeros }
            pair.test = chosen
        }
        if let confidence { pair.confidence = confidence }
        if let rope { pair.rope = rope }
        if let seed { pair.seed = seed }
        if let unit { pair.unit = unit }
    }
}

extension ZeroMethod: ExpressibleByArgument {}
