import Testing

@testable import Formats

/// Texts for terminals, shells, Markdown and messages.
@Suite struct TextTests {
    @Test func distances() {
        func distance(_ left: String, _ right: String) -> Int {
            EditDistance.distance(Array(left.utf8), Array(right.utf8))
        }
        #expect(distance("", "") == 0)
        #expect(distance("", "abc") == 3)
        #expect(distance("kitten", "sitting") == 3)
        #expect(distance("abcd", "acbd") == 1)
        #expect(distance("abalone", "abalone") == 0)
    }

    @Test func nothingSteersATerminal() {
        #expect(TerminalText.safe("plain – ä 統") == "plain – ä 統")
        #expect(
            TerminalText.safe("a\u{1B}[2Jb\r\u{9B}\u{202E}\u{2028}\u{200F}\u{61C}")
                == #"a\u{1b}[2Jb\u{d}\u{9b}\u{202e}\u{2028}\u{200f}\u{61c}"#)
        #expect(TerminalText.safeLines("a\u{7}\n\nb\r\n") == "a\\u{7}\n\nb\\u{d}\n")
        // Persian and emoji of several scalars stay as they are.
        #expect(TerminalText.safe("می‌خواهم 👩‍🔬") == "می‌خواهم 👩‍🔬")
        #expect(TerminalText.short(String(repeating: "x", count: 41)) == String(repeating: "x", count: 40) + "…")
        #expect(TerminalText.quoted("a\nb") == #""a\u{a}b""#)
        #expect(TerminalText.oneLine(" a\r\n\tb  c ") == "a b c")
    }

    /// The writer of pieces writes what the values' own text is, but for what steers a terminal.
    @Test func jsonInPieces() throws {
        var generator = SeededGenerator(state: 11)
        var numbers = [
            0, -0.0, 1e-4, 9.999e-5, 1e15, 999_999_999_999_999, 0.1, 1e21, .leastNonzeroMagnitude, 100, 1.5e10,
        ]
        numbers += (0..<2000).map { _ in Double(bitPattern: UInt64.random(in: .min ... .max, using: &generator)) }
        for number in numbers {
            var writer = JSONWriter()
            writer.append(number)
            #expect(writer.take() == Array(CanonicalJSON.number(number).text.utf8), "\(number)")
        }
        for text in ["", "plain", "\"\\\u{8}\t\n\u{c}\r\u{1}", "ä 統 😀"] {
            var writer = JSONWriter()
            writer.append(text)
            #expect(writer.take() == Array(CanonicalJSON.string(text).text.utf8), "\(text)")
        }
        var writer = JSONWriter()
        let steering = "\u{9B}2J\u{7F}\u{202E}\u{200F}"
        writer.append(steering)
        let text = String(decoding: writer.take(), as: UTF8.self)
        #expect(text == #""\u009b2J\u007f\u202e\u200f""#)
        #expect(try CanonicalJSON(parsing: text) == .string(steering))
        writer.append(hexadecimal: [0, 0xAF])
        writer.append(Int64.min)
        writer.append(Double.nan)
        #expect(String(decoding: writer.take(), as: UTF8.self) == "\"00af\"-9223372036854775808null")
    }

    /// What a spreadsheet would compute with gets an apostrophe; numbers stay numbers, and without the wish all stays.
    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-x", "'-x"), ("@sum", "'@sum"), ("\t=1", "'\t=1"),
        ("=HYPERLINK(\"a\",1)", "\"'=HYPERLINK(\"\"a\"\",1)\""), ("-1.5e-3", "-1.5e-3"), ("+7", "+7"), ("-", "'-"),
        ("-inf", "'-inf"), ("a=b", "a=b"), ("", ""), ("--5", "'--5"),
    ])
    func formulasAreDefused(_ text: String, _ cell: String) {
        var writer = CSVWriter(defusesFormulas: true)
        writer.append(text)
        #expect(String(decoding: writer.take(), as: UTF8.self) == cell)
        var plain = CSVWriter()
        plain.append(text)
        #expect(String(decoding: plain.take(), as: UTF8.self).replacing("'", with: "") == cell.replacing("'", with: ""))
    }

    @Test func wordsOfAShell() {
        #expect(ShellWord.quoted("uci/abalone") == "uci/abalone")
        #expect(ShellWord.quoted("") == "''" && ShellWord.quoted("a b") == "'a b'")
        #expect(ShellWord.quoted("it's $HOME") == "'it'\\''s $HOME'")
        // A quotation mark with a combining accent is one Character, and still ends a word.
        #expect(ShellWord.quoted("'\u{301}").unicodeScalars.count == 7)
    }

    @Test func cellsOfMarkdownStayCells() {
        #expect(Markdown.cell("a|b\\|c\r\nd") == "a\\|b\\\\\\|c  d")
        #expect(Markdown.cell("1 < 2 and snake_case [0, 1]") == "1 < 2 and snake_case [0, 1]")
        #expect(Markdown.cell("<img src=x> [x](y) *b* `c`") == "\\<img src=x> [x]\\(y) \\*b\\* \\`c\\`")
    }

    @Test func lengthsOfTime() {
        #expect(Durations.seconds("90s") == 90 && Durations.seconds("2d") == 172_800 && Durations.seconds("1.5") == 1.5)
        for text in ["", "s", "-1s", "0", "infs", "1e999h", "x"] { #expect(Durations.seconds(text) == nil, "\(text)") }
        #expect(Durations.whole(41.2) == "42 s" && Durations.whole(185) == "3 min 5 s")
        #expect(
            Durations.whole(25_920) == "7 h 12 min" && Durations.whole(.infinity) != ""
                && Durations.whole(.nan) == "an unknown time")
        #expect(Durations.short(0.12) == "120 ms" && Durations.short(4.2) == "4.2 s" && Durations.short(1e4) == "2.8 h")
    }

    @Test func numbersForPeople() {
        #expect(
            NumberText.decimal(-0.0001, places: 2) == "0.00" && NumberText.decimal(0, places: 1, sign: true) == "0.0")
        #expect(
            NumberText.decimal(1.5, places: 2, sign: true) == "+1.50" && NumberText.decimal(.nan, places: 1) == "nan")
        #expect(
            NumberText.grouped(-1_234_567) == "-1\u{202F}234\u{202F}567" && NumberText.counted(1, "task") == "1 task")
    }

    /// Two digits, and more where two would put a p on a level that it misses.
    @Test(arguments: [
        (0.0496, "0.0496"), (0.0504, "0.0504"), (0.05, "0.05"), (0.049996, "0.049996"), (0.0123, "0.012"), (0.5, "0.5"),
        (0.00999, "9.99e-03"), (0.00123, "1.2e-03"), (0.0952, "0.095"), (0.0996, "0.0996"), (0.0, "0.0e+00"),
        (1.0, "1"),
    ])
    func probabilities(_ p: Double, _ text: String) { #expect(NumberText.probability(p) == text) }
}
