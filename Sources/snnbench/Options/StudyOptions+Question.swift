import Benchmark
import Datasets
import Evaluation
import Formats
import Networks
import ResultStore

extension StudyOptions {
    /// The question about results that the options ask, with names as the results file or this program has them.
    ///
    /// What is not given stays open: methods are all in the file, the protocol is the paper's, and so on as `Results` decides.
    ///
    /// - Parameters:
    ///   - library: what knows suites and tasks that the file may not have yet.
    ///   - store: the results.
    /// - Throws: `Failure` and `CatalogError` for names that are none.
    func question(_ library: DataLibrary, in store: ResultStore) throws -> ResultQuestion {
        let names = try store.resultNames()
        var question = ResultQuestion.standard
        let (networks, programs) = (try methodOptions.known(), try methodOptions.allPrograms())
        let records = networks.map(\.record) + programs.map(\.record)
        question.further =
            networks.filter { !MethodDefinition.builtIn.contains($0) }.map(\.name) + programs.map(\.name)
        for record in records { question.definitions[record.name] = record.digest }
        if !methodOptions.method.isEmpty {
            let all = Set(names.methods).union(records.map(\.name))
            question.methods = try methodOptions.method.map { text in
                let name = MethodDefinition.name(text, among: Array(all))
                guard all.contains(name) || all.contains(DigestedName(name).name) else {
                    throw Failure.unknown("method", text, among: MethodName.sorted(all))
                }
                return name
            }
        }
        question.tasks = try resultTasks(library, names.tasks)
        question.contents = library.tableContents().mapValues { ($0.digest, $0.splits) }
        question.grid = try resultGrid(names.grids)
        let changed = try protocols()
        if !changed.changes.isEmpty { question.protocols = changed.stored }
        question.splitIndices = split?.splits.indices
        question.firstSeed = seed ?? 1
        question.repeats = repeats
        return question
    }

    /// The grid by the name under which selections are stored; nil where none is named.
    private func resultGrid(_ stored: [String]) throws -> String? {
        if gridOption.grid == nil, searchChoice == .full { return nil }
        if let name = try? selectionGrid(), stored.contains(name) { return name }
        if let name = gridOption.grid, stored.contains(name) { return name }
        return try selectionGrid()
    }

    /// Full names of tasks, those of the named suites or of these the named ones; nil where nothing is named.
    private func resultTasks(
        _ library: DataLibrary, _ stored: [(suite: String, name: String)]
    ) throws -> [String]? {
        if suite.isEmpty, task.isEmpty { return nil }
        let ofSuites = try suite.flatMap { name -> [String] in
            let own = stored.filter { $0.suite == name }.map(\.name)
            do {
                return try library.catalog.tasks(inSuite: name).map(\.description) + own
            } catch {
                if own.isEmpty { throw error }
                return own
            }
        }
        let named = try task.map { text -> String in
            let digested = DigestedName(text)
            let suffix = digested.digest.map { "@\($0)" } ?? ""
            if stored.contains(where: { $0.name == digested.name }) { return digested.name + suffix }
            // What the file has goes before what it might have.
            let own = stored.filter {
                $0.name.hasSuffix("/" + digested.name) && (suite.isEmpty || suite.contains($0.suite))
            }
            if own.count == 1 { return own[0].name + suffix }
            return try library.catalog.task(named: digested.name).description + suffix
        }
        if suite.isEmpty { return named }
        if named.isEmpty { return ofSuites }
        let all = Set(ofSuites)
        for name in named where !all.contains(DigestedName(name).name) {
            throw Failure(
                kind: .usage,
                description: "\(name) is not in \(suite.joined(separator: ", ")); leave out --suite or --task")
        }
        return named
    }
}
