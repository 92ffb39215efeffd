import Foundation
import Kernels
import Performance

/// Times the kernels as shares of the core's peak; ends with exit code 1 where one is below its threshold.
///
/// `swift run -c release KernelBenchmarks [NAME-PREFIX]`, in the folder of this package. The thresholds hold for
/// AVX-512; on other processors the shares are printed only.
@main
enum KernelBenchmarks {
    static func main() {
        let thresholds: Thresholds
        do {
            thresholds = try Thresholds(contentsOf: Thresholds.standardLocation)
        } catch {
            stop("cannot read \(Thresholds.standardLocation.path): \(error.localizedDescription)", code: 74)
        }
        let prefix = CommandLine.arguments.dropFirst().first ?? ""
        let benchmarks = KernelBenchmark.all.filter { $0.name.hasPrefix(prefix) }
        guard !benchmarks.isEmpty else { stop("no kernel's name begins with \(prefix)", code: 64) }
        let isChecked = InstructionSet.builtFor == .avx512
        var timer = PairedTimer()
        var slow: [String] = []
        print("\(pad("kernel", 38))  microseconds   share  threshold")
        for benchmark in benchmarks {
            let threshold = thresholds.shares[benchmark.name] ?? 0
            var share = 0.0
            var milliseconds = 0.0
            // A neighbour may spoil one attempt; slow code is slow three times.
            for _ in 0..<3 where share < max(threshold, 1e-9) {
                let timing = timer.measure(operations: benchmark.operations, seconds: 0.3, benchmark.work)
                if timing.shareOfPeak > share { (share, milliseconds) = (timing.shareOfPeak, timing.milliseconds) }
            }
            let isSlow = isChecked && share < threshold
            if isSlow { slow.append(benchmark.name) }
            print(
                pad(benchmark.name, 38) + String(format: "  %12.2f  %6.3f  %9.3f", milliseconds * 1e3, share, threshold)
                    + (isSlow ? "  below" : ""))
        }
        print(String(format: "peak %.1f GFLOP/s, ", timer.peakGflops) + InstructionSet.builtFor.rawValue)
        if !slow.isEmpty { stop("below the threshold: \(slow.joined(separator: ", "))", code: 1) }
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func stop(_ message: String, code: Int32) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(code)
    }
}
