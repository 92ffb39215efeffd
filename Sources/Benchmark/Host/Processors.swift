import Foundation

/// The processors that this process may use: what `--threads` is by default.
public enum Processors {
    /// The processors of the affinity mask, fewer where a control group grants less time than they have; at least 1.
    public static var available: Int {
        let mask = affinity ?? ProcessInfo.processInfo.activeProcessorCount
        guard let quota = quota(in: ControlGroups.folders("cpu")) else { return max(1, mask) }
        // A part of a processor is used too: two threads share one and a half.
        return max(1, min(mask, Int(min(quota.rounded(.up), 1e6))))
    }

    /// The processors that the system may run this process on, as `taskset` sets them.
    private static var affinity: Int? {
        let status = ControlGroups.contents("/proc/self/status") ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") }
        return line?.split(separator: ":").last.flatMap { count(mask: String($0)) }
    }

    /// The processors of a mask as the system writes it: hexadecimal words with commas between; nil for none.
    static func count(mask: String) -> Int? {
        let count = mask.reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
        return count > 0 ? count : nil
    }

    /// The smallest quota of some control groups, in processors; nil where none has one.
    static func quota(in folders: [String]) -> Double? {
        folders.compactMap { folder -> Double? in
            if let text = ControlGroups.contents(folder + "/cpu.max") { return quota(text) }
            guard let quota = ControlGroups.contents(folder + "/cpu.cfs_quota_us"),
                let period = ControlGroups.contents(folder + "/cpu.cfs_period_us")
            else { return nil }
            return self.quota(quota.trimmingCharacters(in: .whitespacesAndNewlines) + " " + period)
        }
        .min()
    }

    /// A quota and a period in microseconds, as `150000 100000`; nil for `max` and -1, which limit nothing.
    static func quota(_ text: String) -> Double? {
        let numbers = text.split(whereSeparator: \.isWhitespace).map { Double($0) }
        guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], quota > 0, period > 0 else {
            return nil
        }
        return quota / period
    }
}
