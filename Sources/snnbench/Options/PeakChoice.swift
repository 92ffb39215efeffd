import ArgumentParser
import Performance

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
