import Evaluation

/// Every configuration of every cell of the results that the report is about.
struct GridCells: ReportFact {
    /// The cells, by task, method, split and seed.
    let cells: [GridCell]
    /// The methods with any cell, in the order of the paper's tables.
    let methods: [String]

    init(_ source: ReportSource) throws {
        let ranked: RankedResults = try source.fact()
        cells = ranked.areOverTasks ? try ranked.results.gridCells(in: source.store, cache: source.cache) : []
        let present = Set(cells.map(\.method))
        methods = ranked.results.methodNames.filter(present.contains)
    }

    /// The cells of a method.
    func cells(of method: String) -> [GridCell] { cells.filter { $0.method == method } }
}
