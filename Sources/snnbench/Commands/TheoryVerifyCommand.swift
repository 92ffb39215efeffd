import ArgumentParser
import SelfNormalization
import Tables

/// `snnbench theory verify`, which `snnbench theory` means.
struct TheoryVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prints every number of the paper's theory beside ours, with how ours came about.",
        discussion: """
            Proved: shown for every point of the theorem's domain by interval arithmetic with outward rounding and \
            branch and bound; the number lies within the error bound. Enclosed: the same at one point. Grid and bound: \
            values on a grid, and proved bounds of the derivatives between its points, as in the paper. Computed: in \
            double precision.

            Exit code 70 where something fails.
            """,
        examples: ["snnbench theory verify"])

    @OptionGroup var output: OutputOptions

    func run() throws {
        let line = ProgressLine(isQuiet: output.quiet)
        let check = TheoryCheck.run { line.show("checking: \($0)") }
        line.end()
        try output.print(TheoryVerifyCommand.table(check), notes: TheoryVerifyCommand.notes(check))
        guard check.isConfirmed else {
            throw Failure(
                kind: .internalFault, description: "not everything was confirmed; see the verdict \"fails\"")
        }
    }

    /// One row a finding.
    static func table(_ check: TheoryCheck) -> Table {
        var table = Table(
            columns: ["part", "claim", "paper", "ours", "error_bound", "basis", "verdict", "remark"])
        for finding in check.findings {
            let value = finding.value
            table.rows.append([
                .text(finding.part), .text(finding.claim), .text(finding.printed),
                value.map { .decimal($0.middle, places: 10) } ?? .none,
                value.map { finding.basis == .computed ? .none : .probability($0.width / 2) } ?? .none,
                .text(finding.basis.description), .text(finding.verdict.rawValue), .text(finding.remark),
            ])
        }
        return table
    }

    private static func notes(_ check: TheoryCheck) -> [String] {
        let counts = Finding.Verdict.allCases.compactMap { verdict -> String? in
            let count = check.findings.count { $0.verdict == verdict }
            return count > 0 ? "\(count) \(verdict == .ours ? "without a printed number" : verdict.rawValue)" : nil
        }
        return [
            "\(check.findings.count) findings: \(counts.joined(separator: ", ")).",
            "agrees: the printed number to a unit of its last digit; near: to 20 units; holds: the printed claim is true; "
                + "rounded inward: true but for the last printed digit; misprint: wrong in print, what was meant is true.",
            "The proofs take for granted IEEE rounding and that exp, erfc and erfcx are within 8 units in the last place.",
            "Printed numbers: the paper (arXiv 1706.02515 v5) and, where it has six digits and more, the authors' calculations.",
        ] + domains
    }

    private static var domains: [String] {
        TheoryCheck.domains.map { "\($0.name): \($0.description)." }
    }
}
