import Formats
import Networks

extension Grid {
    /// The grid with the own axes of some methods in place of its own.
    ///
    /// The name tells: `quick+my-gelu@1a2b3c4d`, with the first digits of the axes' digest, so that selections among
    /// other configurations are not taken for these.
    ///
    /// - Parameter files: methods of a user's own; those without axes change nothing.
    public func replacingAxes(by files: [MethodFile]) -> Grid {
        let axes = Dictionary(files.compactMap { file in file.axes.map { (file.definition.name, $0) } }) { $1 }
        guard !axes.isEmpty else { return self }
        let names = axes.sorted { $0.key < $1.key }.map { "+\($0.key)@\($0.value.json.digest.prefix(8))" }
        let grid = self
        return Grid(name: name + names.joined(), summary: summary) { method, experiment in
            axes[method.name] ?? grid.axes(of: method, in: experiment)
        }
    }
}
