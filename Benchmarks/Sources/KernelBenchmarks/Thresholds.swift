import Foundation

/// The shares of the peak below which a kernel counts as having become slow.
struct Thresholds {
    /// The shares by the names of the kernels.
    let shares: [String: Double]

    /// Reads a JSON object of names and shares.
    init(contentsOf url: URL) throws {
        shares = try JSONDecoder().decode([String: Double].self, from: Data(contentsOf: url))
    }

    /// The thresholds beside the package's manifest.
    static let standardLocation = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("thresholds.json")
}
