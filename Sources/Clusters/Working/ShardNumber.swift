import Formats

/// Which shard a worker works on: a number, or what a scheduler's variable says.
public enum ShardNumber: Sendable, Hashable {
    /// A number, counted from 0.
    case number(Int)
    /// What a variable says.
    case automatic

    /// A variable that a scheduler gives the jobs of an array.
    public struct Variable: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// The number of the first job: what is taken off.
        public let first: Int
        /// The scheduler, for messages.
        public let scheduler: String
    }

    /// The variables, of which at most one may be set.
    public static let variables = [
        Variable(name: "SLURM_ARRAY_TASK_ID", first: 0, scheduler: "Slurm"),
        Variable(name: "SGE_TASK_ID", first: 1, scheduler: "Grid Engine"),
        Variable(name: "PBS_ARRAY_INDEX", first: 0, scheduler: "PBS"),
        Variable(name: "LSB_JOBINDEX", first: 1, scheduler: "LSF"),
        Variable(name: "JOB_COMPLETION_INDEX", first: 0, scheduler: "Kubernetes"),
        Variable(name: "AWS_BATCH_JOB_ARRAY_INDEX", first: 0, scheduler: "AWS Batch"),
        Variable(name: "PARALLEL_SEQ", first: 1, scheduler: "GNU parallel"),
    ]

    /// Reads a number from 0, or `auto`; nil for anything else.
    public init?(_ text: String) {
        if text == "auto" {
            self = .automatic
        } else if let number = Int(text), number >= 0 {
            self = .number(number)
        } else {
            return nil
        }
    }

    /// The number, and how it was found where that needs words.
    ///
    /// - Parameters:
    ///   - offset: what is added, for arrays that start anew.
    ///   - environment: the variables of the process.
    /// - Throws: `PlanError` where none of the variables is set, or several are, or one is no number.
    public func resolved(
        offset: Int, environment: [String: String]
    ) throws(PlanError) -> (shard: Int, found: String?) {
        guard case .automatic = self else {
            if case .number(let number) = self { return (try Self.sum(number, offset), nil) }
            return (0, nil)
        }
        // Grid Engine says "undefined" outside of arrays, LSF 0.
        let set = Self.variables.filter { variable in
            guard let text = environment[variable.name] else { return false }
            return !text.isEmpty && text != "undefined" && !(variable.name == "LSB_JOBINDEX" && text == "0")
        }
        guard let variable = set.first else {
            throw PlanError(
                file: "",
                problem: "--shard auto: no scheduler says which job this is "
                    + "(\(Self.variables.map(\.name).joined(separator: ", "))); give --shard NUMBER", kind: .usage)
        }
        guard set.count == 1 else {
            throw PlanError(
                file: "",
                problem:
                    "--shard auto: \(set.map(\.name).joined(separator: " and ")) are set, and only one can be meant; "
                    + "unset the other, or give --shard NUMBER", kind: .usage)
        }
        let text = environment[variable.name] ?? ""
        guard let number = Int(text), number >= variable.first else {
            throw PlanError(
                file: "", problem: "--shard auto: \(variable.name) is \(TerminalText.quoted(text)), no number of a job",
                kind: .usage)
        }
        let shard = try Self.sum(number - variable.first, offset)
        return (shard, "shard \(shard), as \(variable.scheduler) says (\(variable.name)=\(text))")
    }

    private static func sum(_ number: Int, _ offset: Int) throws(PlanError) -> Int {
        let (sum, isTooLarge) = number.addingReportingOverflow(offset)
        guard !isTooLarge else { throw PlanError(file: "", problem: "there is no shard so large", kind: .usage) }
        return sum
    }
}

/// The scheduler's job that a process belongs to, for the names of logs.
enum SchedulerJob {
    /// Job and restart, as `4711-0`; `local-0` where no scheduler says one.
    static func name(_ environment: [String: String]) -> String {
        let names = ["SLURM_ARRAY_JOB_ID", "SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID", "AWS_BATCH_JOB_ID", "JOB_ID"]
        let job = names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "local"
        return "\(safe(job))-\(safe(environment["SLURM_RESTART_COUNT"] ?? "0"))"
    }

    /// A text as a part of a file's name.
    static func safe(_ text: String) -> String {
        String(
            text.unicodeScalars.prefix(60).map { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", ".", "_": Character(scalar)
                default: "_"
                }
            })
    }
}
