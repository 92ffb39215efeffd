import CEmbedded
import Foundation
import Kernels
import ResultStore

extension EnvironmentRecord {
    /// This machine and this build, as it is recorded with each attempt.
    ///
    /// - Parameter threads: the units that are executed at the same time.
    public static func current(threads: Int) -> EnvironmentRecord {
        EnvironmentRecord(
            host: ProcessInfo.processInfo.hostName, operatingSystem: operatingSystem, processor: processor,
            instructionSet:
                "\(InstructionSet.builtFor.rawValue) (\(String(cString: snnbench_architecture())))",
            threads: threads, swiftVersion: swiftVersion, programVersion: Benchmark.programVersion,
            sourceCommit: String(cString: snnbench_commit()))
    }

    private static var operatingSystem: String {
        let names = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
        let pretty = names.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
        return pretty.map { $0.dropFirst("PRETTY_NAME=".count).trimmingCharacters(in: ["\""]) }
            ?? ProcessInfo.processInfo.operatingSystemVersionString
    }

    private static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") || $0.hasPrefix("CPU part") }
        let value = line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
        return value ?? "unknown"
    }

    private static var swiftVersion: String {
        #if compiler(>=6.4)
        "6.4 or later"
        #elseif compiler(>=6.3)
        "6.3"
        #elseif compiler(>=6.2)
        "6.2"
        #else
        "6.1"
        #endif
    }
}
