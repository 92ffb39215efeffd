import ArgumentParser
import Formats

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
