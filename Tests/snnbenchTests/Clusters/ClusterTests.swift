import Foundation
import ResultStore
import Testing

/// Plans on real engines, one test at a time.
@Suite(.serialized) enum ManyMachinesTests {}

extension ManyMachinesTests {
    /// Plans on a real Slurm of two nodes: what comes of them is what a run on one machine gives, whatever the cluster does meanwhile.
    @Suite(.serialized, .enabled(if: SlurmCluster.obstacle == nil, Comment(rawValue: SlurmCluster.obstacle ?? "")))
    struct ClusterTests {
        /// A study of some seconds; its epochs make it longer.
        static func study(_ epochs: Int) -> [String] {
            [
                "--task", "sample/iris", "--task", "sample/wine", "--method", "snn", "--method", "layernorm", "--grid",
                "small",
                "--protocol", "epochs=\(epochs)",
            ]
        }

        /// A folder with a cluster and a plan in it.
        struct Place {
            let folder: URL
            let cluster: SlurmCluster

            var plan: URL { folder.appending(path: "plan") }

            func run(_ words: [String], adding variables: [String: String] = [:]) throws -> Program.Result {
                try Program.run(words, in: folder, adding: cluster.variables.merging(variables) { $1 })
            }

            /// Makes a plan of a number of bundles.
            func makePlan(_ study: [String], bundles: Int, into name: String = "plan") throws {
                let result = try run(
                    ["plan"] + study + ["--into", name, "--bundles", "\(bundles)", "--bundle-time", "0.001s"])
                try #require(result.exitCode == 0, "\(result.errors)")
            }

            func submit(_ options: [String] = [], adding variables: [String: String] = [:]) throws -> Program.Result {
                try run(["submit", "plan", "--program", Program.executable.path] + options, adding: variables)
            }

            /// The state of each bundle by `status`, as a table of state, bundles, units and those that ended.
            func shards() throws -> [String: Int] {
                let result = try run(["status", "plan", "--format", "csv"])
                try #require(result.exitCode == 0, "\(result.errors)")
                let rows = result.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
                return Dictionary(uniqueKeysWithValues: rows.map { (String($0[0]), Int($0[1]) ?? -1) })
            }

            func isDone() throws -> Bool {
                let shards = try shards()
                return shards["done"] == shards["total"]
            }

            func logs() -> [URL] {
                let all = FileManager.default.enumerator(
                    at: plan.appending(path: "shards"), includingPropertiesForKeys: nil)
                return (all?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "log" }
            }

            /// What was printed by the jobs.
            func printed() -> String {
                let jobs = plan.appending(path: "jobs")
                let files =
                    (try? FileManager.default.contentsOfDirectory(at: jobs, includingPropertiesForKeys: nil)) ?? []
                return files.compactMap { try? String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
            }

            /// Merges, and compares with a run of the same study on this machine alone.
            func isEqualToARun(_ study: [String]) throws {
                let merge = try run(["merge", "plan", "--database", "merged.sqlite"])
                #expect(merge.exitCode == 0, "\(merge.errors)")
                let again = try run(["merge", "plan", "--database", "merged.sqlite"])
                #expect(again.errors.contains("added 0 units, 0 attempts"), "\(again.errors)")
                let local = try run(["run"] + study + ["--database", "local.sqlite", "--quiet"])
                #expect(local.exitCode == 0, "\(local.errors)")
                #expect(try facts("merged.sqlite") == facts("local.sqlite"))
            }

            private func facts(_ name: String) throws -> [String] {
                let store = try ResultStore.open(folder.appending(path: name).path, for: .reading)
                return try store.learningCurves(.all).map { "\($0.unitHash) \($0.resultDigest ?? "none")" }
                    + (try store.selectedResults().map { "\($0.task) \($0.method) \(String(describing: $0.chosen))" })
            }
        }

        private func withCluster(_ further: [String] = [], _ body: (Place) throws -> Void) throws {
            try Program.withFolder { folder in
                try body(Place(folder: folder, cluster: try SlurmCluster(in: folder, further)))
            }
        }

        @Test func twoNodesGiveWhatOneMachineGives() throws {
            try withCluster { place in
                let study = Self.study(30)
                try place.makePlan(study, bundles: 4)
                let dry = try place.submit(["--dry-run"])
                #expect(
                    dry.output.contains("--array=0-3 ") && dry.output.contains("#SBATCH --requeue"),
                    "\(dry.output)\(dry.errors)")
                let sent = try place.submit(["--merge", "merged.sqlite"])
                #expect(sent.exitCode == 0, "\(sent.errors)")
                #expect(
                    try place.cluster.wait(120) { try place.isDone() && place.cluster.isQuiet() }, "\(place.printed())")
                #expect(try place.cluster.jobs().contains { $0.hasSuffix("n1") })
                #expect(try place.cluster.jobs().contains { $0.hasSuffix("n2") })
                #expect(FileManager.default.fileExists(atPath: place.folder.appending(path: "merged.sqlite").path))
                try place.isEqualToARun(study)
                let nothing = try place.submit()
                #expect(nothing.errors.contains("nothing to submit"))
            }
        }

        @Test func aLostNodeCostsNothingThatWasFinished() throws {
            try withCluster { place in
                let study = Self.study(1500)
                try place.makePlan(study, bundles: 2)
                #expect(try place.submit().exitCode == 0)
                try #require(place.cluster.wait(60) { place.logs().count == 2 })
                #expect(
                    try place.cluster.wait(120) {
                        try place.run(["status", "plan", "--format", "csv"]).output.contains("running,2")
                    })
                let onFirst = try place.cluster.call("squeue", "-h", "-w", "n1", "-o", "%i").output
                #expect(!onFirst.isEmpty)
                Thread.sleep(forTimeInterval: 2)
                place.cluster.loseNode("n1")
                #expect(try !place.isDone())
                // Slurm waits two minutes before it begins a job again.
                #expect(try place.cluster.wait(400) { try place.isDone() }, "\(place.printed())")
                #expect(place.logs().count == 3)
                try place.isEqualToARun(study)
            }
        }

        @Test(.enabled(if: SlurmCluster.isLong, "make cluster-test"))
        func aDaemonAloneIsNoLossOfANode() throws {
            // Slurm begins a job again when the credential of the one before has expired, after two minutes where nothing is said.
            try withCluster(["AuthInfo=cred_expire=10"]) { place in
                let study = Self.study(24000)
                try place.makePlan(study, bundles: 1)
                #expect(try place.submit().exitCode == 0)
                try #require(place.cluster.wait(60) { place.logs().count == 1 })
                place.cluster.killDaemon(of: "n1")
                // The job runs on, and when Slurm misses the node, a second copy is begun beside it.
                try #require(place.cluster.wait(300) { place.logs().count == 2 }, "\(place.printed())")
                let begun = try place.logs().map { try String(contentsOf: $0, encoding: .utf8) }
                #expect(begun.allSatisfy { !$0.contains("{\"attempts\":") }, "only one copy is at work")
                let isEnded = { (try? String(contentsOf: $0, encoding: .utf8))?.contains("{\"attempts\":") == true }
                #expect(place.cluster.wait(1800) { place.logs().allSatisfy(isEnded) }, "\(place.printed())")
                #expect(try place.isDone() && place.logs().count == 2)
                // Some units were trained by both.
                let lines = try place.logs().flatMap {
                    try String(contentsOf: $0, encoding: .utf8).split(separator: "\n").filter {
                        $0.hasPrefix("{\"attempt\":")
                    }
                }
                let status = try place.run(["status", "plan", "--format", "csv"]).output
                let units = status.split(separator: "\n").last?.split(separator: ",").dropFirst(2).first.flatMap {
                    Int($0)
                }
                #expect(lines.count > units ?? .max, "\(lines.count) attempts")
                try place.isEqualToARun(study)
            }
        }

        @Test(.enabled(if: SlurmCluster.isLong, "make cluster-test"))
        func whatRunsOutOfTimeGoesOn() throws {
            try withCluster { place in
                let study = Self.study(6000)
                try place.makePlan(study, bundles: 1)
                // Of two minutes the last 110 seconds are for winding down.
                #expect(try place.submit(["--", "--time=2", "--signal=B:USR1@110"]).exitCode == 0)
                #expect(
                    try place.cluster.wait(120) { try place.shards()["interrupted"] == 1 }, "\(place.printed())")
                #expect(place.printed().contains("interrupted; the same command goes on"))
                _ = try place.cluster.call("scontrol", "update", "jobid=1", "timelimit=60")
                #expect(try place.cluster.wait(900) { try place.isDone() }, "\(place.printed())")
                #expect(place.logs().count >= 2)
                try place.isEqualToARun(study)
            }
        }

        @Test(.enabled(if: SlurmCluster.isLong, "make cluster-test"))
        func whatIsCancelledStaysCancelled() throws {
            try withCluster { place in
                try place.makePlan(Self.study(20000), bundles: 2)
                #expect(try place.submit().exitCode == 0)
                try #require(place.cluster.wait(60) { place.logs().count == 2 })
                _ = try place.cluster.call("scancel", "1")
                #expect(try place.cluster.wait(60) { try place.cluster.isQuiet() })
                Thread.sleep(forTimeInterval: 150)
                #expect(try place.cluster.isQuiet())
                #expect(place.logs().count == 2)
                #expect(try place.shards()["interrupted"] == 2, "\(place.printed())")
            }
        }

        @Test(.enabled(if: SlurmCluster.isLong, "make cluster-test"))
        func aFullDiskIsSaidAndLosesNothing() throws {
            try withCluster { place in
                let study = Self.study(1000)
                try place.makePlan(study, bundles: 1, into: "made")
                let small = place.folder.appending(path: "plan")
                try FileManager.default.createDirectory(at: small, withIntermediateDirectories: true)
                func system(_ words: String...) throws -> Int32 {
                    let process = Process()
                    process.executableURL = URL(fileURLWithPath: "/bin/sh")
                    process.arguments = ["-c", words.joined(separator: " ")]
                    try process.run()
                    process.waitUntilExit()
                    return process.terminationStatus
                }
                try #require(try system("mount -t tmpfs -o size=200k tmpfs", small.path) == 0)
                defer { _ = try? system("umount -l", small.path) }
                #expect(try system("cp -r", place.folder.path + "/made/.", small.path) == 0)
                #expect(try place.submit().exitCode == 0)
                #expect(try place.cluster.wait(200) { try place.cluster.isQuiet() })
                #expect(place.printed().contains("the disk is full"), "\(place.printed())")
                let codes = try place.cluster.call("scontrol", "show", "job", "1").output
                #expect(codes.contains("ExitCode=74:0"))
                #expect(try place.shards()["interrupted"] == 1)
                // With room again the same command goes on.
                #expect(try system("mount -o remount,size=50m", small.path) == 0)
                #expect(try place.submit().exitCode == 0)
                #expect(try place.cluster.wait(300) { try place.isDone() }, "\(place.printed())")
                try place.isEqualToARun(study)
            }
        }

        @Test(.enabled(if: SlurmCluster.isLong, "make cluster-test"))
        func otherDataOnANodeAreRefused() throws {
            try withCluster { place in
                for (node, last) in [("n1", 7), ("n2", 8)] {
                    let rows = (0..<60).map { "\($0 % last),\($0 * $0 % 11),\($0 % 3)" }
                    try ("a,b,class\n" + rows.joined(separator: "\n") + "\n").write(
                        to: place.folder.appending(path: "own.csv"), atomically: true, encoding: .utf8)
                    let added = try place.run(["add", "own.csv", "--target", "class", "--data", node])
                    #expect(added.exitCode == 0, "\(added.errors)")
                }
                let wrapper = place.folder.appending(path: "wrapper")
                try """
                #!/bin/sh
                SNNBENCH_DATA='\(place.folder.path)'/$SLURMD_NODENAME exec '\(Program.executable.path)' "$@"

                """.write(to: wrapper, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: wrapper.path)
                let planned = try place.run([
                    "plan", "--task", "user/own", "--method", "snn", "--method", "highway", "--grid", "small",
                    "--protocol",
                    "epochs=300", "--data", "n1", "--into", "plan", "--bundle-time", "0.001s",
                ])
                #expect(planned.exitCode == 0, "\(planned.errors)")
                #expect(try place.run(["submit", "plan", "--program", wrapper.path]).exitCode == 0)
                #expect(try place.cluster.wait(120) { try place.cluster.isQuiet() })
                #expect(
                    place.printed().contains("the data here differ from those that were planned"), "\(place.printed())")
                #expect(try place.cluster.call("scontrol", "show", "job", "1").output.contains("ExitCode=65:0"))
            }
        }

        @Test(.enabled(if: SlurmCluster.isLong, "make cluster-test"))
        func aPlanThatIsReplacedEndsItsJobs() throws {
            try withCluster { place in
                try place.makePlan(Self.study(3000), bundles: 4)
                let other = try place.run(
                    ["plan"] + Self.study(2999) + ["--into", "other", "--bundles", "4", "--bundle-time", "0.001s"])
                #expect(other.exitCode == 0)
                #expect(try place.submit().exitCode == 0)
                try #require(place.cluster.wait(60) { place.logs().count == 2 })
                let file = place.plan.appending(path: "plan.json")
                try FileManager.default.removeItem(at: file)
                try FileManager.default.copyItem(at: place.folder.appending(path: "other/plan.json"), to: file)
                #expect(try place.cluster.wait(300) { try place.cluster.isQuiet() })
                let printed = place.printed()
                #expect(printed.contains("the plan was replaced while its shard"), "\(printed)")
                #expect(printed.contains("another plan"), "\(printed)")
                #expect(place.logs().count == 2)
                #expect(try place.cluster.call("scontrol", "show", "job", "1").output.contains("ExitCode=65:0"))
            }
        }

        @Test(.enabled(if: SlurmCluster.isLong, "make cluster-test"))
        func largePlansBecomeSeveralArrays() throws {
            try withCluster(["MaxArraySize=3"]) { place in
                let study = Self.study(10)
                try place.makePlan(study, bundles: 4)
                let sent = try place.submit(["--at-once", "2"])
                #expect(sent.errors.contains("shards 0-2") && sent.errors.contains("shards 3"), "\(sent.errors)")
                #expect(try place.cluster.wait(200) { try place.isDone() }, "\(place.printed())")
                try place.isEqualToARun(study)
            }
        }

        @Test(.enabled(if: SlurmCluster.isLong, "make cluster-test"))
        func refusalsAndMissingProgramsAreSaid() throws {
            try withCluster { place in
                try place.makePlan(Self.study(10), bundles: 2)
                let refused = try place.submit(["--", "--partition=none"])
                #expect(refused.exitCode == 69)
                #expect(
                    refused.errors.contains("sbatch refused") && refused.errors.contains("nothing was submitted"),
                    "\(refused.errors)")
                // A machine that submits without scontrol, and one with neither.
                let tools = place.folder.appending(path: "tools")
                try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
                let none = try place.submit(adding: ["PATH": tools.path])
                #expect(none.exitCode == 69 && none.errors.contains("there is no sbatch here"), "\(none.errors)")
                try FileManager.default.createSymbolicLink(
                    atPath: tools.appending(path: "sbatch").path,
                    withDestinationPath: try #require(SlurmCluster.path(of: "sbatch")))
                let sent = try place.submit(["--", "--export=ALL,PATH=/usr/bin:/bin"], adding: ["PATH": tools.path])
                #expect(sent.exitCode == 0 && sent.errors.contains("scontrol does not say"), "\(sent.errors)")
                #expect(try place.cluster.wait(120) { try place.isDone() }, "\(place.printed())")
            }
        }
    }
}

extension ManyMachinesTests {
    /// Plans by GNU parallel: one line that is given again.
    @Suite(
        .enabled(
            if: SlurmCluster.isWanted && SlurmCluster.path(of: "parallel") != nil,
            "make cluster-check runs them, where GNU parallel is (apt-get install parallel)"))
    struct ParallelTests {
        @Test func aKilledWorkerIsResumed() throws {
            try Program.withFolder { folder in
                let study = ClusterTests.study(20)
                let planned = try Program.run(
                    ["plan"] + study + ["--into", "plan", "--bundles", "3", "--bundle-time", "0.001s"], in: folder)
                #expect(planned.exitCode == 0, "\(planned.errors)")
                let wrapper = folder.appending(path: "wrapper")
                // The worker of shard 1 is killed the first time.
                try """
                #!/bin/sh
                if [ "$4" = 1 ] && mkdir '\(folder.path)/killed' 2>/dev/null; then kill -9 $$; fi
                exec '\(Program.executable.path)' "$@"

                """.write(to: wrapper, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: wrapper.path)
                let line = try Program.run(
                    ["submit", "plan", "--engine", "parallel", "--at-once", "2", "--program", wrapper.path], in: folder
                ).output
                func shell() throws -> Int32 {
                    let process = Process()
                    process.executableURL = URL(fileURLWithPath: "/bin/bash")
                    process.arguments = ["-c", line]
                    process.currentDirectoryURL = folder
                    process.environment = Program.process([], in: folder).environment
                    process.standardError = FileHandle.nullDevice
                    try process.run()
                    process.waitUntilExit()
                    return process.terminationStatus
                }
                #expect(try shell() == 1)
                let status = try Program.run(["status", "plan", "--format", "csv"], in: folder).output
                #expect(status.contains("done,2") && status.contains("missing,1"), "\(status)")
                #expect(try shell() == 0)
                #expect(try Program.run(["status", "plan", "--format", "csv"], in: folder).output.contains("done,3"))
                // Only what failed was begun again.
                let jobs = try String(contentsOf: folder.appending(path: "plan/parallel.log"), encoding: .utf8)
                #expect(jobs.split(separator: "\n").count == 5, "\(jobs)")
            }
        }
    }
}
