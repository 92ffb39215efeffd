import Formats
import Foundation

/// The arrays of jobs that a plan becomes on Slurm, with the script that all of them run.
public struct SlurmArrays: Sendable {
    /// One call of sbatch.
    public struct Array: Sendable, Hashable {
        /// The shards.
        public let shards: [Int]
        /// The words of the call.
        public let words: [String]
    }

    /// MaxArraySize where nothing is known, which is Slurm's own default.
    ///
    /// It caps the index, not the number of jobs.
    public static let usualMaximum = 1001

    /// The name of the script in the plan's folder.
    public let scriptFile: String
    /// The script.
    public let script: String
    /// The arrays, in the order of their shards.
    public let arrays: [Array]
    private let submission: Submission

    /// Makes arrays of a submission.
    ///
    /// - Parameters:
    ///   - submission: plan, shards and options.
    ///   - maximum: MaxArraySize of the site, at least 1.
    public init(_ submission: Submission, maximum: Int = usualMaximum) {
        self.submission = submission
        let scriptFile = submission.folder + "/slurm.sh"
        self.scriptFile = scriptFile
        script = Self.script(submission)
        var cut: [[Int]] = []
        for shard in submission.shards {
            if let first = cut.last?.first, shard - first < max(1, maximum) {
                cut[cut.count - 1].append(shard)
            } else {
                cut.append([shard])
            }
        }
        let shares = Self.shares(of: submission.atOnce, among: cut.map(\.count))
        arrays = zip(cut, shares).map { shards, share in
            let offset = shards[0]
            let limit = submission.timeLimit(shards)
            var words = [
                "sbatch", "--parsable", "--job-name=snnbench-\(submission.plan.digest.prefix(8))",
                "--array=\(PlanStatus.listed(shards.map { $0 - offset }))\(share.map { "%\($0)" } ?? "")",
                "--time=\(Int(limit / 60))", "--mem=\(submission.megabytes(shards))M",
                "--output=\(submission.folder)/jobs/\(offset)+%a.out",
            ]
            words += submission.furtherOptions
            // The job winds down by itself before its time ends, also where Slurm does not tell it when that is.
            words += [scriptFile, "\(offset)", "\(Int(limit) - 300)"]
            return Array(shards: shards, words: words)
        }
    }

    /// The jobs at once of each array: together as many as wanted, as long as each has one.
    static func shares(of total: Int?, among counts: [Int]) -> [Int?] {
        guard let total else { return counts.map { _ in nil } }
        let all = max(1, counts.reduce(0, +))
        var shares = counts.map { max(1, total * $0 / all) }
        var rest = total - shares.reduce(0, +)
        for index in shares.indices where rest > 0 {
            shares[index] += 1
            rest -= 1
        }
        return shares
    }

    /// The words of the job that merges when all others have ended, however they did.
    ///
    /// - Parameter jobs: the numbers of the arrays.
    public func merging(after jobs: [String]) -> [String]? {
        guard let database = submission.merge else { return nil }
        let merge = Submission.line([submission.program, "merge", submission.folder, "--database", database])
        return [
            "sbatch", "--parsable", "--job-name=snnbench-merge", "--dependency=afterany:\(jobs.joined(separator: ":"))",
        ]
            + submission.furtherOptions
            + ["--output=\(submission.folder)/jobs/merge.out", "--open-mode=append", "--wrap=\(merge)"]
    }

    /// The script: USR1 (the time is nearly up) stops the worker and puts the job back in line; TERM (what scancel sends) stops it for good.
    ///
    /// Were a job put back after TERM, one that was cancelled would come back for ever.
    private static func script(_ submission: Submission) -> String {
        let work = Submission.line(submission.work(shard: "auto", budget: nil))
        return """
            #!/bin/bash
            # Trains shard SLURM_ARRAY_TASK_ID + $1 of a plan; after $2 seconds it winds down and goes back in line.
            #SBATCH --requeue --open-mode=append --signal=B:USR1@120
            again() { command -v scontrol >/dev/null && scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"; exit 75; }
            trap 'kill -USR1 $p; wait $p; again' USR1
            trap 'kill -TERM $p; wait $p; exit 75' TERM
            \(work) --offset "$1" --budget "$2s" & p=$!
            wait $p
            code=$?
            [ $code = 75 ] && again
            exit $code

            """
    }

    /// Reads MaxArraySize from what `scontrol show config` prints; nil where it is not there.
    public static func maximum(in configuration: String) -> Int? {
        for line in configuration.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if parts.count == 2, parts[0] == "MaxArraySize", let number = Int(parts[1]), number > 0 { return number }
        }
        return nil
    }

    /// What a call of a program gave.
    public typealias Call = (code: Int32, output: String, errors: String)

    /// Writes the script and submits all arrays, and the job that merges.
    ///
    /// - Parameters:
    ///   - call: calls a program with its arguments; nil where there is no such program.
    ///   - note: told of each job.
    /// - Throws: `PlanError` where sbatch refuses one, which names what was submitted before.
    public func submit(_ call: ([String]) throws -> Call?, note: (String) -> Void) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: submission.folder + "/jobs", withIntermediateDirectories: true)
            try Data(script.utf8).write(to: URL(fileURLWithPath: scriptFile), options: .atomic)
        } catch {
            throw PlanError(
                file: scriptFile, problem: "it cannot be written: \(error.localizedDescription)", kind: .inputOutput)
        }
        var jobs: [(id: String, shards: [Int])] = []
        for array in arrays {
            jobs.append((try send(array.words, call, jobs), array.shards))
            note("job \(jobs[jobs.count - 1].id): shards \(PlanStatus.listed(array.shards))")
        }
        if let words = merging(after: jobs.map(\.id)) {
            note("job \(try send(words, call, jobs)): merges when the others have ended")
        }
    }

    private func send(
        _ words: [String], _ call: ([String]) throws -> Call?, _ jobs: [(id: String, shards: [Int])]
    ) throws -> String {
        let before =
            jobs.isEmpty
            ? "nothing was submitted"
            : "submitted before: "
                + jobs.map { "job \($0.id) (shards \(PlanStatus.listed($0.shards)))" }.joined(separator: ", ")
                + "; scancel \(jobs.map(\.id).joined(separator: " ")) takes them back"
        guard let (code, output, errors) = try call(words) else {
            throw PlanError(
                file: "",
                problem: "there is no sbatch here; submit on a machine of the cluster, or see --dry-run; \(before)",
                kind: .unavailable)
        }
        // As NUMBER, or NUMBER;CLUSTER.
        let id =
            output.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ";").first.map(String.init) ?? ""
        guard code == 0, !id.isEmpty else {
            throw PlanError(
                file: "",
                problem:
                    "sbatch refused (\(TerminalText.oneLine(errors.isEmpty ? "code \(code)" : errors))); \(before)",
                kind: .unavailable)
        }
        return id
    }
}
