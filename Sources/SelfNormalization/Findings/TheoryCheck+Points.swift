/// What is computed at single points.
extension TheoryCheck {
    /// The constants of SELU for three fixed points.
    static func constants(_ prover: Prover) -> [Finding] {
        let part = "SELU"
        var findings = [
            Finding.value(
                part, "alpha for the fixed point (0, 1)", printed: "1.67326324235437728", prover.map.alpha,
                basis: .enclosed, remark: "closed form", tolerance: 1e-14),
            .value(
                part, "lambda for the fixed point (0, 1)", printed: "1.05070098735548049", prover.map.lambda,
                basis: .enclosed, remark: "closed form", tolerance: 2e-14),
        ]
        let wanted: [(mean: Double, variance: Double, omega: Double, alpha: String, lambda: String)] = [
            (0, 2, 0, "1.97126", "1.06071"), (-0.1, 2, 1, "1.9769021954242014", "1.073851239616046"),
        ]
        for (mean, variance, omega, alpha, lambda) in wanted {
            let target = "the fixed point (\(rounded(mean, digits: 3)), \(rounded(variance, digits: 3)))"
            let remark = "omega = \(rounded(omega, digits: 3)), tau = 1"
            guard
                let solved = try? SELUParameters(fixedMean: mean, fixedVariance: variance, omega: omega, tau: 1)
            else {
                findings.append(
                    .claim(part, "alpha and lambda for \(target)", printed: alpha, nil, isTrue: false, basis: .computed)
                )
                continue
            }
            for (name, value, printed) in [("alpha", solved.alpha, alpha), ("lambda", solved.lambda, lambda)] {
                // The authors' notebook solves numerically: its last digits are not to be relied on.
                findings.append(
                    .value(
                        part, "\(name) for \(target)", printed: printed, Interval(value), basis: .computed,
                        remark: remark, tolerance: printed.count > 10 ? 2e-15 : nil))
            }
        }
        return findings
    }

    /// The Jacobian at the fixed point.
    static func jacobian(_ prover: Prover) -> [Finding] {
        let part = "Jacobian"
        let point = MapPoint(mean: Interval(0), omega: Interval(0), variance: Interval(1), tau: Interval(1))
        let matrix = prover.map.jacobian(point)
        let entries = [
            ("H11", "0", matrix.a), ("H12", "0.088834", matrix.b), ("H21", "0", matrix.c),
            ("H22", "0.782648", matrix.d),
        ]
        return entries.map { name, printed, value in
            .value(
                part, "\(name) at (0, 1), omega = 0, tau = 1", printed: printed, value, basis: .enclosed,
                tolerance: printed == "0" ? 1e-14 : nil)
        } + [
            .value(
                part, "spectral norm at (0, 1), omega = 0, tau = 1", printed: "0.7877", matrix.largestSingularValue,
                basis: .enclosed)
        ]
    }

    /// Fixed points by iteration, over the corners of Theorem 1's domain.
    static func fixedPoints(_ prover: Prover) -> [Finding] {
        var findings: [Finding] = []
        for (omega, tau) in [
            (0.0, 1.0), (0.1, 1), (-0.1, 0.95), (0, 0.95), (0.1, 0.95), (-0.1, 1.1), (0, 1.1), (0.1, 1.1),
        ] {
            let claim = "omega = \(rounded(omega, digits: 3)), tau = \(rounded(tau, digits: 3))"
            guard let found = try? prover.plainMap.fixedPoint(omega: omega, tau: tau) else {
                findings.append(.claim("Fixed points", claim, nil, isTrue: false, basis: .computed))
                continue
            }
            for (name, value) in [("mu", found.point.mean), ("nu", found.point.variance)] {
                let isStandard = tau == 1
                findings.append(
                    .value(
                        "Fixed points", "\(name) for \(claim)", printed: isStandard ? (name == "mu" ? "0" : "1") : "",
                        Interval(value), basis: .computed, remark: "\(found.iterations) iterations from (0, 1)",
                        tolerance: 1e-14))
            }
        }
        return findings
    }

    /// The affine map after alpha dropout.
    static func alphaDropout(_ prover: Prover) -> [Finding] {
        let part = "Alpha dropout"
        var findings = [
            Finding.value(
                part, "the value of dropped units, -lambda alpha", printed: "", -(prover.map.lambda * prover.map.alpha),
                basis: .enclosed)
        ]
        for rate in [0.05, 0.1] {
            guard let dropout = try? AlphaDropout(rate: rate) else { continue }
            findings.append(.value(part, "a for rate \(rate)", printed: "", Interval(dropout.a), basis: .computed))
            findings.append(.value(part, "b for rate \(rate)", printed: "", Interval(dropout.b), basis: .computed))
            let kept = dropout.next(MeanAndVariance(mean: 0, variance: 1))
            findings.append(
                .claim(
                    part, "mean 0 and variance 1 are kept at rate \(rate)", Interval(kept.variance),
                    isTrue: abs(kept.mean) < 1e-15 && abs(kept.variance - 1) < 1e-15, basis: .computed))
        }
        return findings
    }
}
