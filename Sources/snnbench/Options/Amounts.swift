import ArgumentParser
import Benchmark
import Formats
import Performance

/// An amount of time as people write it: `90s`, `15m`, `3h`, `2d`, or seconds without a letter.
struct TimeAmount: ExpressibleByArgument {
    /// The seconds, above 0.
    let seconds: Double

    /// Reads an amount; nil for anything else.
    init?(argument: String) {
        guard let value = Durations.seconds(argument) else { return nil }
        seconds = value
    }
}

/// How often something is saved: an amount of time, or 0 for never.
struct CheckpointInterval: ExpressibleByArgument, CustomStringConvertible {
    /// The seconds, 0 for never.
    let seconds: Double

    init(seconds: Double) { self.seconds = seconds }

    /// Reads an amount of time, or 0; nil for anything else.
    init?(argument: String) {
        guard let value = argument == "0" ? 0 : Durations.seconds(argument) else { return nil }
        seconds = value
    }

    /// The time as it is written.
    var description: String {
        let minutes = seconds / 60
        return minutes == minutes.rounded() && minutes < 1e6 ? "\(Int(minutes))m" : "\(seconds)s"
    }

    /// The checkpoints of a results file; nil for never.
    func checkpoints(database: String) -> Checkpoints? {
        seconds > 0
            ? Checkpoints(folder: Checkpoints.folder(of: database), interval: seconds) { Message.note($0) } : nil
    }
}

/// An amount of memory as people write it: `800M`, `16G`, or bytes without a letter.
struct MemoryAmount: ExpressibleByArgument {
    /// The bytes, above 0.
    let bytes: Double

    /// Reads an amount; nil for anything else.
    init?(argument: String) {
        let units: [Character: Double] = ["K": 1024, "M": 1_048_576, "G": 1_073_741_824, "T": 1_099_511_627_776]
        guard let value = Amounts.positive(argument.uppercased(), units: units) else { return nil }
        bytes = value
    }
}

/// The peak of a core, as an option's value.
enum PeakChoice: ExpressibleByArgument, Equatable {
    /// That of this machine, measured now.
    case measure
    /// Billions of floating-point operations a second.
    case gigaflops(Double)

    /// Reads `measure`, or a number above zero.
    init?(argument: String) {
        if argument == "measure" {
            self = .measure
        } else if let number = Double(argument), number > 0, number.isFinite {
            self = .gigaflops(number)
        } else {
            return nil
        }
    }

    /// Operations a second; of eleven measurements the largest, since a neighbour only slows the core down.
    var operationsASecond: Double {
        switch self {
        case .measure:
            var measurement = PeakMeasurement(seconds: 0.01)
            return (0..<11).reduce(0) { best, _ in max(best, measurement.measure()) }
        case .gigaflops(let number): return number * 1e9
        }
    }
}
