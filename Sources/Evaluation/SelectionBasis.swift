import Formats
import Foundation
import ResultStore

/// What a selection is derived from: the candidates of a grid with their outcomes, of which it is a function.
///
/// A selection is no fact: it is kept so that nobody has to read a million epochs again, together with the digest of its basis, so that one
/// that no longer fits its units is seen and made anew.
public struct SelectionBasis: Sendable {
    /// The candidates, in the order of their hashes.
    public let units: [CandidateGroup.Unit]

    /// Makes a basis of candidates in any order.
    public init(_ units: [CandidateGroup.Unit]) {
        self.units = units.sorted { $0.unitHash < $1.unitHash }
    }

    /// What the name of a grid ends with whose configurations were searched by halving, so that not all of them are candidates.
    public static let halvingSuffix = "+halving"

    /// The digest: SHA-256 of a line `HASH OUTCOME RESULT-DIGEST` for each candidate, in the order of the hashes.
    ///
    /// The outcome is `pending` where a unit was never tried; the result's digest is `-` where there is none.
    public var digest: String {
        let lines = units.map { "\($0.unitHash) \($0.outcome?.rawValue ?? "pending") \($0.resultDigest ?? "-")\n" }
        return SHA256.digest(of: lines.joined()).description
    }

    /// How many candidates were given up: they diverged, failed, or took too long or too much memory.
    public var failed: Int { units.count { $0.outcome.map(Self.isFailure) ?? false } }

    /// Whether every candidate came to an end, in success or failure.
    public var isSettled: Bool {
        units.allSatisfy { $0.outcome == .succeeded || ($0.outcome.map(Self.isFailure) ?? false) }
    }

    /// Whether any candidate succeeded.
    var hasSuccess: Bool { units.contains { $0.outcome == .succeeded } }

    /// The moment when the last candidate ended.
    var finishedAt: Date { units.compactMap(\.finishedAt).max() ?? .distantPast }

    /// Whether a unit with an outcome was given up.
    static func isFailure(_ outcome: Outcome) -> Bool {
        switch outcome {
        case .diverged, .failed, .timedOut, .outOfMemory: true
        case .succeeded, .interrupted, .running: false
        }
    }
}

/// Candidates as read from stored curves, remembered by the digest of their result, so that what is asked again reads only what is new.
///
/// For one thread.
public final class CandidateCache {
    private struct Key: Hashable {
        let unitHash: String
        let rule: SelectionRule
    }

    private var known: [Key: (resultDigest: String?, candidate: SelectionRule.Candidate?)] = [:]

    /// How many curves are read by one query.
    private static let curvesAtOnce = 1000

    /// Makes an empty one.
    public init() {}

    /// What a rule sees of units that succeeded.
    func candidates(
        _ units: [CandidateGroup.Unit], _ rule: SelectionRule, in store: ResultStore
    ) throws -> [SelectionRule.Candidate] {
        let succeeded = units.filter { $0.outcome == .succeeded }
        let missing = succeeded.filter { unit in
            guard let entry = known[Key(unitHash: unit.unitHash, rule: rule)] else { return true }
            return entry.resultDigest != unit.resultDigest
        }
        // Not all at once: the curves of a whole study would not fit in memory.
        for start in stride(from: 0, to: missing.count, by: Self.curvesAtOnce) {
            let units = missing[start..<min(start + Self.curvesAtOnce, missing.count)]
            let curves = try store.learningCurves(UnitFilter(unitHashes: units.map(\.unitHash)))
            let byHash = Dictionary(curves.map { ($0.unitHash, $0) }) { first, _ in first }
            for unit in units {
                known[Key(unitHash: unit.unitHash, rule: rule)] = (
                    unit.resultDigest, byHash[unit.unitHash].flatMap(rule.candidate)
                )
            }
        }
        return succeeded.compactMap { known[Key(unitHash: $0.unitHash, rule: rule)]?.candidate }
    }
}
