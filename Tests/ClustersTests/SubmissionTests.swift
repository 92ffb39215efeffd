import Benchmark
import Formats
import Foundation
import Testing

@testable import Clusters

@Suite struct SubmissionTests {
    private func withSubmission(_ shards: [Int]? = nil, _ body: (Submission) throws -> Void) throws {
        try withFolder { folder in
            let plan = try Plan(
                Sample.study(["sample/iris", "sample/zoo", "sample/wine"], grid: .quick), Sample.library(),
                bundling: Bundling(target: 0.02))
            let place = PlanFolder(folder + "/a plan")
            _ = try place.write(plan)
            try body(Submission(place, shards: shards))
        }
    }

    @Test func arraysAreCutWhereTheSiteAsksForIt() throws {
        try withSubmission { submission in
            var submission = submission
            let count = submission.shards.count
            #expect(count > 7)
            let whole = SlurmArrays(submission)
            #expect(whole.arrays.count == 1)
            #expect(whole.arrays[0].words.contains("--array=0-\(count - 1)"))
            submission.atOnce = 5
            let cut = SlurmArrays(submission, maximum: 3)
            #expect(cut.arrays.count == (count + 2) / 3)
            #expect(cut.arrays.flatMap(\.shards) == Array(0..<count))
            #expect(cut.arrays[1].words.contains { $0.hasPrefix("--array=0-2%") })
            #expect(cut.arrays[1].words.suffix(3).first?.hasSuffix("/a plan/slurm.sh") == true)
            #expect(cut.arrays[1].words.suffix(2).first == "3")
        }
        try withSubmission([1, 2, 5, 7]) { submission in
            #expect(SlurmArrays(submission).arrays[0].words.contains("--array=0-1,4,6"))
            let cut = SlurmArrays(submission, maximum: 5)
            #expect(cut.arrays.map(\.shards) == [[1, 2, 5], [7]])
        }
        #expect(SlurmArrays.shares(of: 10, among: [1000, 1000, 500]) == [4, 4, 2])
        #expect(SlurmArrays.shares(of: 11, among: [1000, 1000]) == [6, 5])
        #expect(SlurmArrays.shares(of: 1, among: [10, 10]) == [1, 1])
        #expect(SlurmArrays.shares(of: nil, among: [10]) == [nil])
    }

    @Test func timeAndMemoryFollowTheRule() throws {
        try withSubmission { submission in
            #expect(submission.timeLimit([0]) == 660)
            // The tables of three tasks and a small network, by 1.3, beside the program.
            #expect((201...210).contains(submission.megabytes([0])))
        }
    }

    @Test func theSiteSaysHowLargeArraysMayBe() {
        let text = "Configuration data as of 2026\nMaxArraySize            = 1001\nMaxDBDMsgs              = 20008\n"
        #expect(SlurmArrays.maximum(in: text) == 1001)
        #expect(SlurmArrays.maximum(in: "slurm_load_ctl_conf error") == nil)
    }

    @Test func aRefusedArrayNamesWhatIsSubmitted() throws {
        try withSubmission { submission in
            let arrays = SlurmArrays(submission, maximum: 3)
            var calls = 0
            let error = #expect(throws: PlanError.self) {
                try arrays.submit { words in
                    calls += 1
                    #expect(words[0] == "sbatch")
                    return calls < 3
                        ? (0, "\(100 + calls);cluster\n", "") : (1, "", "sbatch: error: Batch job submission failed\n")
                } note: { _ in
                }
            }
            #expect(calls == 3)
            #expect(error?.kind == .unavailable)
            #expect(error?.problem.contains("job 101 (shards 0-2), job 102 (shards 3-5); scancel 101 102") == true)
            let missing = #expect(throws: PlanError.self) { try arrays.submit({ _ in nil }) { _ in } }
            #expect(missing?.problem.contains("there is no sbatch here") == true)
            #expect(missing?.problem.contains("nothing was submitted") == true)
        }
    }

    @Test func theLastJobMerges() throws {
        try withSubmission { submission in
            var submission = submission
            submission.merge = "/r/all.sqlite"
            submission.furtherOptions = ["--account=lab"]
            let arrays = SlurmArrays(submission, maximum: 3)
            var last: [String] = []
            var number = 0
            try arrays.submit { words in
                #expect(words.contains("--account=lab"))
                last = words
                number += 1
                return (0, "\(number)", "")
            } note: { _ in
            }
            let jobs = (1..<number).map(String.init).joined(separator: ":")
            #expect(last.contains("--dependency=afterany:\(jobs)"))
            #expect(last.last?.hasPrefix("--wrap=snnbench merge") == true)
            #expect(FileManager.default.fileExists(atPath: arrays.scriptFile))
            #expect(arrays.script.contains("--signal=B:USR1@120"))
        }
    }

    /// Against the documented schema of a Job (batch/v1): the members that there are, and their types.
    @Test func manifestsAreIndexedJobs() throws {
        try withSubmission([0, 1, 2, 5]) { submission in
            var submission = submission
            submission.atOnce = 2
            let jobs = submission.kubernetesJobs
            #expect(jobs.count == 2)
            for (job, run) in zip(jobs, [0...2, 5...5]) {
                func names(_ json: CanonicalJSON?) -> Set<String> {
                    if case .object(let members)? = json { Set(members.keys) } else { [] }
                }
                #expect(names(job) == ["apiVersion", "kind", "metadata", "spec"])
                #expect(job["apiVersion"] == "batch/v1" && job["kind"] == "Job")
                let name = try #require(job["metadata"]?["name"]?.stringValue)
                #expect(name.count <= 63 && name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
                let spec = try #require(job["spec"])
                #expect(
                    names(spec) == [
                        "completionMode", "completions", "parallelism", "backoffLimitPerIndex", "podFailurePolicy",
                        "template",
                    ])
                #expect(spec["completionMode"] == "Indexed")
                #expect(spec["completions"]?.integerValue == Int64(run.count))
                #expect(spec["parallelism"]?.integerValue == Int64(min(2, run.count)))
                guard case .array(let rules)? = spec["podFailurePolicy"]?["rules"] else {
                    Issue.record("there are no rules")
                    return
                }
                #expect(rules[0]["action"] == "FailIndex" && rules[0]["onExitCodes"]?["operator"] == "NotIn")
                let pod = try #require(spec["template"]?["spec"])
                // A policy of failures asks for it.
                #expect(pod["restartPolicy"] == "Never")
                guard case .array(let containers)? = pod["containers"], case .array(let volumes)? = pod["volumes"],
                    case .array(let command)? = containers[0]["command"],
                    case .array(let mounts)? = containers[0]["volumeMounts"]
                else {
                    Issue.record("there is no container or volume")
                    return
                }
                let words = command.compactMap(\.stringValue)
                #expect(words.starts(with: ["snnbench", "work", submission.folder, "--shard", "auto"]))
                #expect(words.contains("--offset") == (run.lowerBound > 0))
                #expect(volumes[0]["name"] == mounts[0]["name"])
                #expect(submission.folder.hasPrefix(mounts[0]["mountPath"]?.stringValue ?? "?"))
            }
        }
    }

    @Test func parallelGetsOneLine() throws {
        try withSubmission([0, 4]) { submission in
            let line = submission.parallelLine
            #expect(!line.contains("\n"))
            #expect(line.hasPrefix("parallel --joblog "))
            #expect(line.hasSuffix(" ::: 0 4"))
        }
    }
}
