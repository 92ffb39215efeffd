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

    /// The digest: SHA-256 of a line `HASH OUTCOME RESULT-DIGEST` for each candidate, in the order of the hashes.
    ///
    /// The outcome is `pending` where a unit was never tried; the result's digest is `-` where there is none.
    public var digest: String {
        let lines = units.map { "\($0.unitHash) \($0.outcome?.rawValue ?? "pending") \($0.resultDigest ?? "-")\n" }
        return SHA256.digest(of: lines.joined()).description
    }

    /// The candidates by the first digits of their hashes, as a selection keeps them: enough to tell units of one file apart.
    public var identifiers: [String] { units.map { String($0.unitHash.prefix(16)) } }

    /// The units of a group that such digits stand for, in the order of their hashes.
    static func units(_ identifiers: [String], of group: CandidateGroup) -> [CandidateGroup.Unit] {
        let wanted = Set(identifiers)
        return group.units.filter { wanted.contains(String($0.unitHash.prefix(16))) }
    }

    /// How many candidates were given up: they diverged, failed, or took too long or too much memory.
    public var failed: Int { units.count { $0.outcome.map(Self.isFailure) ?? false } }

    /// Whether every candidate came to an end, in success or failure.
    public var isSettled: Bool {
        units.allSatisfy {
            $0.outcome == .succeeded || $0.outcome == .unsupported || ($0.outcome.map(Self.isFailure) ?? false)
        }
    }

    /// Whether any candidate succeeded.
    var hasSuccess: Bool { units.contains { $0.outcome == .succeeded } }

    /// The moment when the last candidate ended.
    var finishedAt: Date { units.compactMap(\.finishedAt).max() ?? .distantPast }

    /// Whether a unit with an outcome was given up.
    static func isFailure(_ outcome: Outcome) -> Bool {
        switch outcome {
        case .diverged, .failed, .timedOut, .outOfMemory: true
        case .succeeded, .interrupted, .running, .unsupported: false
        }
    }
}

/// What the name of a grid ends with where its configurations were searched so that not all of them are candidates.
public enum SearchSuffix: String, Sendable, CaseIterable {
    /// Successive halving.
    case halving = "+halving"
    /// The search that leaves out what cannot be selected any more.
    case exact = "+exact"

    /// The suffix of a grid's name; nil where all configurations are candidates.
    ///
    /// - Parameter name: the name under which selections are stored.
    public init?(ofGrid name: String) {
        guard let suffix = Self.allCases.first(where: { name.hasSuffix($0.rawValue) }) else { return nil }
        self = suffix
    }
}

/// What a selection is for, but the grid and the rule: task, content, partition of its rows, protocol, method and seed.
package struct SelectionKey: Hashable {
    private let task: String
    private let contentDigest: String
    private let splitIndex: Int
    private let splitDigest: String
    private let protocolDigest: String
    private let methodDigest: String
    private let seed: Int64

    /// What the units of a group are candidates for, whatever their arithmetic.
    package init(_ group: CandidateGroup) {
        task = group.task
        contentDigest = group.contentDigest
        splitIndex = group.splitIndex
        splitDigest = group.splitDigest
        protocolDigest = group.protocolDigest
        methodDigest = group.methodDigest
        seed = group.seed
    }

    /// What a stored selection is for.
    package init(_ result: SelectedResult) {
        task = result.task
        contentDigest = result.contentDigest
        splitIndex = result.splitIndex
        splitDigest = result.splitDigest
        protocolDigest = result.protocolDigest
        methodDigest = result.methodDigest
        seed = result.seed
    }

    /// What a unit is a candidate for.
    package init(_ unit: UnitRecord) {
        task = unit.split.task.name
        contentDigest = unit.split.task.contentDigest
        splitIndex = unit.split.index
        splitDigest = unit.split.digest
        protocolDigest = unit.protocolRecord.digest
        methodDigest = unit.configuration.method.digest
        seed = unit.seed
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
