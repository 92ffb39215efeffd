import Formats

/// The times of a column: numbers of any unit, or dates and times of day.
struct TimeColumn {
    let table: TextTable
    let index: Int
    /// What stands before the fraction of a number.
    let decimal: UInt8

    /// The rows' places in time: numbers as they are, times by their place among all of the column.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` with the row of a cell that is neither, or of another kind than the
    ///   others: a number among times, or a time with a zone among such without.
    func order() throws(DatasetError) -> [Double] {
        let column = table.columns[index]
        let rows = 0..<table.rows
        let numbers = rows.map { column.numbers($0, decimal: decimal)?.double }
        let isNumber = numbers.map { $0?.isFinite ?? false }
        let found = isNumber.count(where: { $0 })
        if found == table.rows { return numbers.compactMap { $0 } }
        guard 2 * found <= table.rows else {
            throw odd(isNumber.firstIndex(of: false) ?? 0, "is no number, but most cells of the column are")
        }
        var instants: [Instant] = []
        for row in rows {
            guard let instant = Instant(column.text(row)) else {
                throw odd(
                    row,
                    "is neither a number nor a time as 2026-11-26, 2026-11-26 9:30, 2026-11-26T09:30:00.5+01:00 or "
                        + "2026-11-26 9:30 PM")
            }
            if let first = instants.first, first.isZoned != instant.isZoned {
                throw odd(
                    row,
                    "\(instant.isZoned ? "has a zone" : "has no zone"), but “\(quoted(column.text(0)))” before it has "
                        + "\(first.isZoned ? "one" : "none"); write all times with a zone or all without")
            }
            instants.append(instant)
        }
        let places = Dictionary(
            Set(instants).sorted().enumerated().map { ($0.element, Double($0.offset)) },
            uniquingKeysWith: { first, _ in first })
        return instants.map { places[$0] ?? 0 }
    }

    private func odd(_ row: Int, _ problem: String) -> DatasetError {
        .malformed(
            file: table.file(ofRow: row), line: Int(table.lines[row]),
            problem: "column “\(quoted(table.titles[index]))”: “\(quoted(table.columns[index].text(row)))” \(problem)")
    }
}

/// A moment as people write it: a date in the form of ISO 8601, with or without a time of day, and a zone.
///
/// The hour may have one digit and AM or PM behind the time; seconds and their fraction may lack; the zone is `Z`, `UTC`, `GMT` or
/// an offset. A date alone is its midnight. Nothing depends on a locale.
struct Instant: Hashable, Comparable {
    /// Seconds since the beginning of 1970, in UTC where there is a zone.
    let seconds: Int64
    /// The fraction of the second in 10⁻¹⁸; further digits are dropped.
    let fraction: Int64
    /// Whether a zone is told.
    let isZoned: Bool

    static func < (left: Instant, right: Instant) -> Bool {
        (left.seconds, left.fraction) < (right.seconds, right.fraction)
    }

    /// Reads a text; nil where it is no such moment, or one that the calendar does not have.
    init?(_ text: String) {
        var reader = Reader(text)
        reader.skipBlanks()
        guard let year = reader.digits(4...4), reader.skip("-"), let month = reader.digits(2...2), reader.skip("-"),
            let day = reader.digits(2...2), let days = Timestamp.dayNumber(year: year, month: month, day: day)
        else { return nil }
        var clock: (seconds: Int64, fraction: Int64) = (0, 0)
        var offset: Int64?
        let hasLetter = reader.skip("T") || reader.skip("t")
        let isSeparated = hasLetter || reader.skipBlanks()
        if !reader.isAtEnd {
            guard isSeparated, let time = reader.timeOfDay() else { return nil }
            clock = time
            reader.skipBlanks()
            if !reader.isAtEnd {
                guard let zone = reader.zone() else { return nil }
                offset = zone
                reader.skipBlanks()
            }
        } else if hasLetter {
            return nil
        }
        guard reader.isAtEnd else { return nil }
        seconds = days * 86_400 + clock.seconds - (offset ?? 0)
        fraction = clock.fraction
        isZoned = offset != nil
    }

    /// A place in a text.
    private struct Reader {
        private let bytes: [UInt8]
        private var position = 0

        init(_ text: String) { bytes = Array(text.utf8) }

        var isAtEnd: Bool { position == bytes.count }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        /// Passes over a word whatever the case of its letters.
        mutating func skip(word: String) -> Bool {
            let word = Array(word.utf8)
            guard bytes.count - position >= word.count,
                zip(bytes[position...], word).allSatisfy({ $0 & 0xDF == $1 })
            else { return false }
            position += word.count
            return true
        }

        @discardableResult mutating func skipBlanks() -> Bool {
            let start = position
            while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
            return position > start
        }

        /// As many digits as there are, where that is a number of them that is allowed.
        mutating func digits(_ counts: ClosedRange<Int>) -> Int64? {
            let start = position
            var value: Int64 = 0
            while position < bytes.count, bytes[position] &- 48 < 10, position - start < counts.upperBound {
                value = value * 10 + Int64(bytes[position] - 48)
                position += 1
            }
            return counts.contains(position - start) ? value : nil
        }

        /// A time of day in seconds, with the fraction of the last one.
        mutating func timeOfDay() -> (seconds: Int64, fraction: Int64)? {
            guard var hour = digits(1...2) else { return nil }
            var (minute, second, fraction): (Int64, Int64, Int64) = (0, 0, 0)
            let hasMinutes = skip(":")
            if hasMinutes {
                guard let minutes = digits(2...2) else { return nil }
                minute = minutes
                if skip(":") {
                    guard let seconds = digits(2...2) else { return nil }
                    second = seconds
                    if skip(".") || skip(",") {
                        guard let digits = fractionDigits() else { return nil }
                        fraction = digits
                    }
                }
            }
            let end = position
            skipBlanks()
            let isMorning = skip(word: "AM")
            if isMorning || skip(word: "PM") {
                guard (1...12).contains(hour) else { return nil }
                hour = hour % 12 + (isMorning ? 0 : 12)
            } else {
                position = end
                // An hour alone is no time.
                guard hasMinutes else { return nil }
            }
            // 24:00 is the end of a day, second 60 one that leaps.
            guard hour < 24 || (hour == 24 && minute == 0 && second == 0 && fraction == 0), minute < 60, second <= 60
            else { return nil }
            return (hour * 3600 + minute * 60 + second, fraction)
        }

        private mutating func fractionDigits() -> Int64? {
            var value: Int64 = 0
            var count = 0
            while position < bytes.count, bytes[position] &- 48 < 10 {
                if count < 18 { value = value * 10 + Int64(bytes[position] - 48) }
                count += 1
                position += 1
            }
            guard count > 0 else { return nil }
            for _ in min(count, 18)..<18 { value *= 10 }
            return value
        }

        /// A zone as seconds that its clocks are ahead of UTC.
        mutating func zone() -> Int64? {
            if skip(word: "UTC") || skip(word: "GMT") || skip(word: "Z") { return 0 }
            let isBehind = skip("-")
            guard isBehind || skip("+"), let hours = digits(2...2) else { return nil }
            var minutes: Int64 = 0
            if skip(":") || !isAtEnd {
                guard let digits = digits(2...2) else { return nil }
                minutes = digits
            }
            guard hours <= 18, minutes < 60 else { return nil }
            return (isBehind ? -1 : 1) * (hours * 3600 + minutes * 60)
        }
    }
}
