import Testing

@testable import SelfNormalization

/// Everything in the paper's theory is confirmed, and would not be if it were wrong.
@Suite struct TheoryCheckTests {
    @Test func everythingIsConfirmed() {
        let check = TheoryCheck.run()
        let failed = check.findings.filter { $0.verdict == .fails }.map(\.claim)
        #expect(failed.isEmpty, "\(failed)")
        #expect(check.isConfirmed)
        #expect(check.findings.count >= 80)
        // Equation 71, Lemma 9, the range and twice the arguments of Theorem 3.
        #expect(check.findings.count { $0.verdict == .misprint } == 5)
        // The authors' own minimum for Theorem 3 is 1e-7 too high.
        #expect(check.findings.filter { $0.verdict == .near }.map(\.printed) == ["0.00773618"])
        let proved = check.findings.filter { if case .proved = $0.basis { true } else { false } }
        #expect(proved.count >= 40)
        let grids = check.findings.filter { if case .grid = $0.basis { true } else { false } }
        #expect(grids.count == 5)
    }

    /// The printed digits are met by the enclosures.
    @Test func theAuthorsExtremesAreMet() throws {
        let findings = TheoryCheck.theorem1(Prover())
        for (claim, value) in [
            ("largest spectral norm", 0.8976084), ("smallest mean of the image", -0.0310605),
            ("largest mean of the image", 0.0677251), ("smallest variance of the image", 0.8037118),
            ("largest variance of the image", 1.4815750),
        ] {
            let finding = try #require(findings.first { $0.claim == claim })
            let enclosure = try #require(finding.value)
            #expect(abs(enclosure.middle - value) < 1e-7 && enclosure.width < 1e-8, "\(claim)")
        }
    }

    @Test func aWrongAlphaIsFound() {
        var prover = Prover()
        prover.map = MomentMap(alpha: Interval(1.7), lambda: prover.map.lambda)
        #expect(TheoryCheck.theorem1(prover).contains { $0.verdict == .fails })
        #expect(TheoryCheck.jacobian(prover).contains { $0.verdict == .fails })
        #expect(TheoryCheck.constants(prover).contains { $0.verdict == .fails })
    }

    @Test func digitsAreCompared() {
        func verdict(_ printed: String, _ value: Double) -> Finding.Verdict {
            Finding.value("", "", printed: printed, Interval(value), basis: .computed).verdict
        }
        #expect(verdict("0.7877", 0.78767336) == .agrees)
        #expect(verdict("0.7877", 0.78745) == .near)
        #expect(verdict("0.7877", 0.79) == .fails)
        #expect(verdict("", 1) == .ours)
        func bound(_ printed: String, _ value: Double) -> Finding.Verdict {
            Finding.bound("", "", printed: printed, Interval(value), isUpper: true, basis: .computed).verdict
        }
        #expect(bound("1.5", 1.49) == .holds)
        #expect(bound("1.5", 1.55) == .rounded)
        #expect(bound("1.5", 1.7) == .fails)
    }
}
