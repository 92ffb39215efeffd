extension CriticalDifferences {
    /// The ranks and, with a letter a group, who is not told apart from whom.
    var table: ReportTable {
        ReportTable(
            columns: ["method", "average_rank", "groups"],
            rows: methods.indices.map { place in
                let letters = groups.indices.filter { groups[$0].contains(place) }.map(Self.letter)
                return [
                    .text(methods[place]), .decimal(averageRanks[place], places: 3),
                    .text(letters.joined(separator: " ")),
                ]
            }, notes: ["Methods that share a letter are not told apart.", convention])
    }

    /// The letter of a group: `a` to `z`, then `a1` and so on.
    private static func letter(_ index: Int) -> String {
        let scalar = UnicodeScalar(UInt8(ascii: "a") + UInt8(index % 26))
        return "\(scalar)" + (index < 26 ? "" : "\(index / 26)")
    }
}
