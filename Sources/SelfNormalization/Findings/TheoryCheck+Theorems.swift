/// What is proved on whole domains.
extension TheoryCheck {
    /// Theorem 1: g is a contraction of its domain.
    static func theorem1(_ prover: Prover) -> [Finding] {
        let part = "Theorem 1"
        let domain = TheoremDomain.theorem1
        let norm = prover.extreme(.largest, .singularValue, over: domain)
        let grid = prover.grid(.largest, .singularValue, over: domain, slack: 0.05)
        let leastMean = prover.extreme(.smallest, .mean, over: domain)
        let largestMean = prover.extreme(.largest, .mean, over: domain)
        let leastVariance = prover.extreme(.smallest, .variance, over: domain)
        let largestVariance = prover.extreme(.largest, .variance, over: domain)
        let isMappedIntoItself =
            leastMean.value.lower >= domain.mean.lowerBound && largestMean.value.upper <= domain.mean.upperBound
            && leastVariance.value.lower >= domain.variance.lowerBound
            && largestVariance.value.upper <= domain.variance.upperBound
        let boxes = [leastMean, largestMean, leastVariance, largestVariance].reduce(0) { sum, proof in
            if case .proved(let boxes) = proof.basis { return sum + boxes }
            return sum
        }
        return [
            .value(
                part, "largest spectral norm", printed: "0.897608", norm.value, basis: norm.basis, remark: norm.place),
            .claim(
                part, "contraction: spectral norm below 1", printed: "< 1", norm.value, isTrue: norm.value.upper < 1,
                basis: norm.basis),
            .claim(
                part, "the same by grid and bound", printed: "< 1", grid.value, isTrue: grid.value.upper < 1,
                basis: grid.basis, remark: grid.place),
            .value(
                part, "smallest mean of the image", printed: "-0.0310605", leastMean.value, basis: leastMean.basis,
                remark: leastMean.place),
            .value(
                part, "largest mean of the image", printed: "0.0677251", largestMean.value, basis: largestMean.basis,
                remark: largestMean.place),
            .value(
                part, "smallest variance of the image", printed: "0.803712", leastVariance.value,
                basis: leastVariance.basis, remark: leastVariance.place),
            .value(
                part, "largest variance of the image", printed: "1.48157", largestVariance.value,
                basis: largestVariance.basis, remark: largestVariance.place),
            .bound(
                part, "mean of image and fixed point from", printed: "-0.03106", leastMean.value, isUpper: false,
                basis: leastMean.basis),
            .bound(
                part, "mean of image and fixed point to", printed: "0.06773", largestMean.value, isUpper: true,
                basis: largestMean.basis),
            .bound(
                part, "variance of image and fixed point from", printed: "0.80009", leastVariance.value, isUpper: false,
                basis: leastVariance.basis),
            .bound(
                part, "variance of image and fixed point to", printed: "1.48617", largestVariance.value, isUpper: true,
                basis: largestVariance.basis),
            .claim(
                part, "g maps the domain into itself", nil, isTrue: isMappedIntoItself, basis: .proved(boxes: boxes)),
            .claim(
                part, "one attracting fixed point for each omega and tau", nil,
                isTrue: isMappedIntoItself && norm.value.upper < 1, basis: .proved(boxes: boxes),
                remark: "by Banach's theorem from the two claims above"),
        ]
    }

    /// The lemmas behind Theorem 1, on the wider range of tau.
    static func lemmas(_ prover: Prover) -> [Finding] {
        let domain = TheoremDomain.lemma12
        let norm = prover.extreme(.largest, .singularValue, over: domain)
        let grid = prover.grid(.largest, .singularValue, over: domain, slack: 0.01)
        var findings: [Finding] = []
        for (quantity, name, printed) in [
            (Quantity.j11, "Lemma 6: |J11|", "0.104497"), (.j12, "Lemma 7: |J12|", "0.194145"),
        ] {
            let largest = prover.extreme(.largest, quantity, over: domain)
            let smallest = prover.extreme(.smallest, quantity, over: domain)
            let extreme = largest.value.upper >= -smallest.value.lower ? largest : smallest
            let value = extreme.value.upper > 0 ? extreme.value : -extreme.value
            findings.append(
                .bound(
                    name, "largest value", printed: printed, value, isUpper: true, basis: extreme.basis,
                    remark: extreme.place))
        }
        let ranges: [(Quantity, String, String, String)] = [
            (.mean, "mean", "-0.041160", "0.087653"), (.secondMoment, "second moment", "0.703257", "1.643705"),
            (.variance, "variance", "0.695574", "1.636023"),
        ]
        for (quantity, name, low, high) in ranges {
            let smallest = prover.extreme(.smallest, quantity, over: domain)
            let largest = prover.extreme(.largest, quantity, over: domain)
            findings.append(
                .bound(
                    "Lemma 9", "smallest \(name)", printed: low, smallest.value, isUpper: false, basis: smallest.basis,
                    remark: smallest.place))
            findings.append(
                .bound(
                    "Lemma 9", "largest \(name)", printed: high, largest.value, isUpper: true, basis: largest.basis,
                    remark: largest.place))
        }
        findings += [
            .bound(
                "Lemma 12", "largest spectral norm on the grid", printed: "0.9912524171058772", norm.value,
                isUpper: true,
                basis: norm.basis, remark: norm.place + "; ours is that of the whole domain"),
            .claim(
                "Lemma 12", "spectral norm below 1", printed: "< 1", norm.value, isTrue: norm.value.upper < 1,
                basis: norm.basis),
            .claim(
                "Lemma 12", "the same by grid and bound", printed: "< 1", grid.value, isTrue: grid.value.upper < 1,
                basis: grid.basis, remark: grid.place),
        ]
        let slopes: [(String, KeyPath<ParameterBox, Interval> & Sendable, String)] = [
            ("mu", \.mean, "0.32112"), ("omega", \.omega, "2.63690"), ("nu", \.variance, "2.28242"),
            ("tau", \.tau, "2.98610"),
        ]
        for (name, coordinate, printed) in slopes {
            let goal = Finding.number(printed)?.value ?? 0
            let proof = prover.magnitude(.singularValue, by: coordinate, over: domain, goal: goal)
            findings.append(
                .bound(
                    "Lemma 12", "derivative of the norm by \(name)", printed: printed, proof.value, isUpper: true,
                    basis: proof.basis, remark: "a bound, not sharp"))
        }
        return findings
    }

    /// Some of the derivatives whose extremes appendix A6 lists.
    static func derivatives(_ prover: Prover) -> [Finding] {
        let domain = TheoremDomain.lemma12
        typealias Coordinate = KeyPath<MapPoint<Dual<Interval>>, Dual<Interval>> & Sendable
        let ranges: [(Quantity, String, Coordinate, String, String)] = [
            (.j22, "J22 by nu", \.variance, "-0.276862", "-0.084813"),
            (.j22, "J22 by tau", \.tau, "0.562302", "0.664051"),
            (.j11, "J11 by omega", \.omega, "0.905413", "1.04143"),
            (.j12, "J12 by tau", \.tau, "0.0799824", "0.110267"),
        ]
        return ranges.flatMap { quantity, name, coordinate, low, high -> [Finding] in
            let smallest = prover.extreme(.smallest, quantity, by: coordinate, over: domain)
            let largest = prover.extreme(.largest, quantity, by: coordinate, over: domain)
            return [
                .value(
                    "Appendix A6", "smallest derivative of \(name)", printed: low, smallest.value,
                    basis: smallest.basis,
                    remark: smallest.place),
                .value(
                    "Appendix A6", "largest derivative of \(name)", printed: high, largest.value, basis: largest.basis,
                    remark: largest.place),
            ]
        }
    }

    /// Theorem 2: a high variance falls.
    static func theorem2(_ prover: Prover) -> [Finding] {
        let part = "Theorem 2"
        let domain = TheoremDomain.theorem2
        let growth = prover.extreme(.largest, .varianceGrowth, over: domain)
        let grid = prover.grid(.largest, .varianceGrowth, over: domain, slack: 0.1)
        let second = prover.extreme(.largest, .secondMomentGrowth, over: domain)
        let point = MapPoint(
            mean: Interval(1), omega: Interval(decimal: 0.1, 0.1), variance: Interval(3), tau: Interval(1.25))
        let origin = MapPoint(mean: Interval(0), omega: Interval(0), variance: Interval(3), tau: Interval(1.25))
        return [
            .value(
                part, "largest growth of the variance", printed: "-0.119744", growth.value, basis: growth.basis,
                remark: growth.place),
            .claim(
                part, "the variance falls", printed: "< 0", growth.value, isTrue: growth.value.upper < 0,
                basis: growth.basis),
            .claim(
                part, "the same by grid and bound", printed: "< 0", grid.value, isTrue: grid.value.upper < 0,
                basis: grid.basis, remark: grid.place),
            .value(
                part, "second moment minus nu at (1, 0.1, 3, 1.25)", printed: "-0.0180173",
                Quantity.secondMomentGrowth.value(prover.map, point), basis: .enclosed),
            .value(
                part, "second moment minus nu at (0, 0, 3, 1.25)", printed: "-0.148532",
                Quantity.secondMomentGrowth.value(prover.map, origin), basis: .enclosed),
            .claim(
                part, "the second moment stays below nu", printed: "< 0", second.value, isTrue: second.value.upper < 0,
                basis: second.basis, remark: second.place),
        ]
    }

    /// Theorem 3: a low variance rises.
    static func theorem3(_ prover: Prover) -> [Finding] {
        let cases: [(TheoremDomain, String, String, String)] = [
            (.theorem3, "0.00773618", "0.0662727", "0.969231"),
            (.theorem3Second, "0.0110293", "0.0738404", "0.976952"),
        ]
        return cases.flatMap { domain, printed, second, slope -> [Finding] in
            let growth = prover.extreme(.smallest, .varianceGrowth, over: domain)
            let grid = prover.grid(.smallest, .varianceGrowth, over: domain, slack: 0.004)
            let proved = domain.startingAt(variance: 0.05)
            let later = prover.extreme(.smallest, .varianceGrowth, over: proved)
            let moment = prover.extreme(.smallest, .secondMoment, over: proved)
            let rate = prover.extreme(.smallest, .j22, over: proved, tolerance: 1e-7)
            return [
                .value(
                    domain.name, "smallest growth of the variance from nu = 0.02", printed: printed, growth.value,
                    basis: growth.basis, remark: growth.place),
                .claim(
                    domain.name, "the variance rises from nu = 0.02 (main text)", printed: "> 0", growth.value,
                    isTrue: growth.value.lower > 0, basis: growth.basis),
                .claim(
                    domain.name, "the same by grid and bound", printed: "> 0", grid.value, isTrue: grid.value.lower > 0,
                    basis: grid.basis, remark: grid.place),
                .claim(
                    domain.name, "the variance rises from nu = 0.05 (appendix)", printed: "> 0", later.value,
                    isTrue: later.value.lower > 0, basis: later.basis, remark: later.place),
                .value(
                    domain.name, "smallest second moment from nu = 0.05", printed: second, moment.value,
                    basis: moment.basis, remark: moment.place),
                .bound(
                    domain.name, "smallest derivative of the second moment by nu, from nu = 0.05", printed: slope,
                    rate.value, isUpper: false, basis: rate.basis, remark: rate.place),
            ]
        }
    }
}
