import Testing

@testable import Statistics

@Suite struct RankingTests {
    @Test func tiesAreAveraged() throws {
        #expect(try Ranking.ranks(of: [0.5, 0.9, 0.5, 0.1]) == [2.5, 1, 2.5, 4])
        #expect(try Ranking.ranks(of: [0.5, 0.9, 0.5, 0.1], order: .smallestFirst) == [2.5, 4, 2.5, 1])
        #expect(try Ranking.ranks(of: [1, 1, 1]) == [2, 2, 2])
        #expect(try Ranking.ranks(of: [Double?]()) == [])
    }

    @Test func missingValues() throws {
        let values: [Double?] = [nil, 0.9, nil, 0.1]
        #expect(try Ranking.ranks(of: values, missing: .excluded) == [nil, 1, nil, 2])
        #expect(try Ranking.ranks(of: values, missing: .rankedLast) == [3.5, 1, 3.5, 2])
        #expect(try Ranking.ranks(of: values, order: .smallestFirst, missing: .rankedLast) == [3.5, 2, 3.5, 1])
        #expect(try Ranking.ranks(of: values, missing: .taskDropped) == [nil, nil, nil, nil])
        #expect(throws: StatisticsError.notFinite(what: "values to rank", index: 1, value: "nan")) {
            try Ranking.ranks(of: [0.5, .nan])
        }
    }

    @Test func accuraciesTieExactly() throws {
        // 3/6 = 5/10 exactly, and the last two differ by less than a Double can tell.
        let large = 1 << 60
        let values: [Accuracy?] = try [
            Accuracy(correct: 3, total: 6), Accuracy(correct: 5, total: 10),
            Accuracy(correct: large - 1, total: large), Accuracy(correct: large - 2, total: large),
        ]
        #expect(values[2]?.value == values[3]?.value)
        #expect(try Ranking.ranks(of: values) == [3.5, 3.5, 1, 2])
        #expect(values[0]?.hashValue == values[1]?.hashValue)
    }

    @Test func ranksAgainstCounting() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<100 {
            let values = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
                Double(Int.random(in: 0...12, using: &generator)) / 3
            }
            let ranks = try Ranking.ranks(of: values)
            for (index, value) in values.enumerated() {
                let better = values.count { $0 > value }
                let equal = values.count { $0 == value }
                #expect(ranks[index] == Double(better) + Double(equal + 1) / 2)
            }
        }
    }

    @Test func fractions() throws {
        #expect(try Fraction(decimal: "0.6657") == Fraction(6657, 10000))
        #expect(try Fraction(decimal: "-1.50") == Fraction(-3, 2))
        #expect(try Fraction(decimal: ".5") == Fraction(1, 2))
        for text in ["", ".", "-", "1e3", "0x1", "1.2.3", "NA", "1234567890123456789", "--1", "1-"] {
            #expect(Fraction(decimal: text) == nil, "\(text)")
        }
        #expect(try Fraction(6, -4 + 8).description == "3/2")
        #expect(throws: StatisticsError.self) { try Fraction(1, 0) }
        #expect(throws: StatisticsError.self) { try Fraction(1, -2) }
        #expect(throws: StatisticsError.self) { try Fraction(.min, 2) }
        #expect(throws: StatisticsError.self) { try Fraction(1, .max).subtracting(Fraction(1, .max - 1)) }
        #expect(try Fraction(.max, 1) > Fraction(.max - 1, 1))
        #expect(try Fraction(-1, 3) < Fraction(-1, 4))
        #expect(try Fraction(1, 6).subtracting(Fraction(1, 10)) == Fraction(1, 15))
        #expect(throws: StatisticsError.self) { try Accuracy(correct: 3, total: 2) }
        #expect(throws: StatisticsError.self) { try Accuracy(correct: -1, total: 2) }
        #expect(throws: StatisticsError.self) { try Accuracy(correct: 0, total: 0) }
    }
}
