import Datasets
import ResultStore

/// The unit and epoch that validation chose for a task and a method.
public struct StoredSelection: Sendable, Equatable {
    /// The id of the unit.
    public let unit: String
    /// The epoch.
    public let epoch: Int

    /// Finds the one selection that fits.
    ///
    /// - Parameters:
    ///   - task: the task.
    ///   - method: the method's name.
    ///   - grid: the grid's name; nil for any.
    ///   - splitIndex: the split.
    ///   - seed: the seed.
    ///   - store: the results.
    /// - Throws: `StoredUnitError.noSingleSelection` with what there is, `ResultStoreError`.
    public init(
        task: TaskName, method: String, grid: String? = nil, splitIndex: Int = 0, seed: Int64 = 1, in store: ResultStore
    ) throws {
        let filter = UnitFilter(
            tasks: [task.description], splitIndices: [splitIndex], methods: [method], seeds: [seed])
        let results = try store.selectedResults(filter, grids: grid.map { [$0] })
        let chosen = results.compactMap { result in result.chosen.map { (result, $0) } }
        let place = "\(method) on \(task), split \(splitIndex), seed \(seed)"
        guard let (_, choice) = chosen.first else {
            throw StoredUnitError.noSingleSelection(
                results.isEmpty
                    ? "the results hold no selection of \(place); snnbench run makes one"
                    : "no configuration of \(place) succeeded, so none was selected")
        }
        guard Set(chosen.map { "\($0.1.unitHash) \($0.1.epoch)" }).count == 1 else {
            let grids = Set(chosen.map { "grid \($0.0.grid), protocol \($0.0.protocolName)" }).sorted()
            throw StoredUnitError.noSingleSelection(
                "there are several selections of \(place) (\(grids.joined(separator: "; "))); choose with --grid, or "
                    + "give --unit")
        }
        unit = choice.unitHash
        epoch = choice.epoch
    }
}
