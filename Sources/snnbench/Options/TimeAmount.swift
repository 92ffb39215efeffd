import ArgumentParser

/// An amount of time as people write it: `90s`, `15m`, `3h`, `2d`, or seconds without a letter.
struct TimeAmount: ExpressibleByArgument {
    /// The seconds, above 0.
    let seconds: Double

    /// Reads an amount; nil for anything else.
    init?(argument: String) {
        guard let value = positiveAmount(argument, units: ["s": 1, "m": 60, "h": 3600, "d": 86400]) else { return nil }
        seconds = value
    }
}
