import Formats
import Foundation

/// What hands out the shards of a plan: an engine that a site has already.
public enum Engine: String, CaseIterable, Sendable {
    /// Slurm: arrays of jobs by sbatch.
    case slurm
    /// GNU parallel: one line for one machine, or for some that it reaches itself.
    case parallel
    /// Kubernetes: a Job of completion mode Indexed.
    case kubernetes
}

/// How a plan is handed to an engine: scripts and commands as values, so that a dry run prints what a real one does.
public struct Submission: Sendable {
    /// The plan's folder, absolute.
    public let folder: String
    /// The plan.
    let plan: Plan
    /// The shards that are handed out.
    public let shards: [Int]
    /// The program, absolute or a name on the path of the machines.
    public var program = "snnbench"
    /// The arrays' jobs that run at the same time; nil for all.
    public var atOnce: Int?
    /// The data folder of the machines; nil for their own default.
    public var data: String?
    /// The results file that a last job merges into; nil for none.
    public var merge: String?
    /// The image of containers, for Kubernetes.
    public var image = "snnbench"
    /// The claim of the volume that holds plan and data, for Kubernetes.
    public var claim = "snnbench"
    /// Further options for sbatch, as they are.
    public var furtherOptions: [String] = []

    /// Makes a submission of what is open.
    ///
    /// - Parameters:
    ///   - folder: the plan's folder.
    ///   - shards: the shards; nil for those that are neither done nor running.
    /// - Throws: `PlanError`.
    public init(_ folder: PlanFolder, shards: [Int]? = nil) throws(PlanError) {
        let plan = try folder.plan()
        self.plan = plan
        self.folder = URL(fileURLWithPath: folder.path).standardizedFileURL.path
        if let shards {
            if let wrong = shards.first(where: { !plan.bundles.indices.contains($0) }) {
                throw PlanError(
                    file: folder.path, problem: "there is no shard \(wrong); it has 0 to \(plan.bundles.count - 1)",
                    kind: .usage)
            }
            self.shards = Array(Set(shards)).sorted()
        } else {
            self.shards = try PlanStatus(folder).shards.filter(\.isOpen).map(\.number)
        }
    }

    /// The seconds that a job may take: twice the prediction and ten minutes.
    ///
    /// - Parameter shards: the shards of an array, whose jobs all get as long.
    func timeLimit(_ shards: [Int]) -> Double {
        let longest = shards.map { plan.bundles[$0].seconds }.max() ?? 0
        return ((2 * longest + 600) / 60).rounded(.up) * 60
    }

    /// The memory of a job in whole megabytes: the predicted peak by 1.3, and 200 MB for the program.
    func megabytes(_ shards: [Int]) -> Int {
        let largest = shards.map { plan.bundles[$0].bytes }.max() ?? 0
        return Int((largest * 1.3 / 1e6).rounded(.up)) + 200
    }

    /// The words of `work` that every engine gives.
    func work(shard: String, budget: Double?) -> [String] {
        var words = [program, "work", folder, "--shard", shard, "--expect", String(plan.digest.prefix(16))]
        if let data { words += ["--data", data] }
        if let budget { words += ["--budget", "\(Int(budget))s"] }
        return words
    }

    /// Words for a shell.
    static func line(_ words: [String]) -> String { words.map(ShellWord.quoted).joined(separator: " ") }
}

// MARK: - GNU parallel

extension Submission {
    /// The line for GNU parallel: one job a core, a log of jobs so that `--resume-failed` goes on.
    ///
    /// Shards are given by number, since PARALLEL_SEQ counts the arguments and not the shards.
    public var parallelLine: String {
        let jobs = atOnce.map { ["--jobs", "\($0)"] } ?? []
        let command = Self.line(work(shard: "{}", budget: nil)).replacing("'{}'", with: "{}")
        let numbers = shards.map(String.init).joined(separator: " ")
        return Self.line(["parallel"] + jobs + ["--joblog", folder + "/parallel.log", "--resume-failed"])
            + " \(ShellWord.quoted(command)) ::: \(numbers)"
    }
}

// MARK: - Kubernetes

extension Submission {
    /// The manifests of Jobs of completion mode Indexed (batch/v1), one for each run of successive shards.
    ///
    /// Source of the form: Kubernetes, API reference, "Job v1 batch": `completionMode`, `completions`, `parallelism`,
    /// `backoffLimitPerIndex` with `podFailurePolicy`; a container finds its index in JOB_COMPLETION_INDEX. Code 75 is counted as a
    /// failure to repeat, every other fails its index.
    public var kubernetesJobs: [CanonicalJSON] {
        Self.runs(shards).map { run in
            let own = Array(run)
            let limit = timeLimit(own)
            let offset = run.lowerBound == 0 ? [] : ["--offset", "\(run.lowerBound)"]
            let container: CanonicalJSON = [
                "name": "work", "image": .string(image),
                "command": .array((work(shard: "auto", budget: limit - 120) + offset).map { .string($0) }),
                "resources": [
                    "requests": ["cpu": "1", "memory": .string("\(megabytes(own))M")],
                    "limits": ["memory": .string("\(megabytes(own))M")],
                ],
                "volumeMounts": [["name": "plan", "mountPath": .string(volumeFolder)]],
            ]
            return [
                "apiVersion": "batch/v1", "kind": "Job",
                "metadata": ["name": .string("snnbench-\(plan.digest.prefix(8))-\(run.lowerBound)")],
                "spec": [
                    "completionMode": "Indexed", "completions": .whole(run.count),
                    "parallelism": .whole(min(run.count, atOnce ?? run.count)), "backoffLimitPerIndex": 6,
                    "podFailurePolicy": [
                        "rules": [
                            [
                                "action": "FailIndex",
                                "onExitCodes": [
                                    "containerName": "work", "operator": "NotIn", "values": [75, 137, 143],
                                ],
                            ]
                        ]
                    ],
                    "template": [
                        "spec": [
                            "restartPolicy": "Never", "terminationGracePeriodSeconds": 120,
                            "containers": [container],
                            "volumes": [
                                [
                                    "name": "plan",
                                    "persistentVolumeClaim": ["claimName": .string(claim)],
                                ]
                            ],
                        ]
                    ],
                ],
            ]
        }
    }

    /// The folder that the volume is seen under: that which holds the plan.
    private var volumeFolder: String {
        let parent = (folder as NSString).deletingLastPathComponent
        return parent.isEmpty || parent == "/" ? folder : parent
    }

    /// Numbers as runs of successive ones.
    static func runs(_ numbers: [Int]) -> [ClosedRange<Int>] {
        var runs: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs
    }
}
