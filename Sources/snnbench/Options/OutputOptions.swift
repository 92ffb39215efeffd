import ArgumentParser
import Formats
import Foundation
import Graphics
import Tables

/// How results are printed.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .customLong("format"),
        help: ArgumentHelp(
            "The form of tables: table, csv, json, markdown or latex (default: what the ending of --out says, else table).",
            valueName: "form"))
    var chosenFormat: TableFormat?

    @Option(
        name: .customLong("out"), help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(
        help:
            "Leave texts of CSV as they are, also those that a spreadsheet takes for formulas (= + - @ at their start)."
    )
    var raw = false

    @Flag(help: "No progress and no messages.")
    var quiet = false

    /// The form of tables.
    var format: TableFormat {
        get { chosenFormat ?? output.flatMap { TableFormat(endingOf: $0) } ?? .table }
        set { chosenFormat = newValue }
    }

    func validate() throws { try output.map { try OutputPlace($0).check() } }

    /// Prints a table, and under a plain or Markdown one some lines of explanation.
    func print(_ table: Table, notes: [String] = []) throws {
        var text = table.text(format, isRaw: raw)
        let width = isShown ? LiveView.terminalSize(STDOUT_FILENO).columns : nil
        if format == .table, let width { text = table.wrapped(to: width) }
        if !notes.isEmpty {
            switch format {
            case .table, .markdown:
                text +=
                    "\n"
                    + notes.map { note in
                        let note = TerminalText.safe(note)
                        return (width.map { TerminalText.lines(note, width: $0) } ?? [note]).map { $0 + "\n" }.joined()
                    }.joined()
            case .csv, .json, .latex: if !quiet { notes.forEach(Message.note) }
            }
        }
        try write(text)
    }

    /// Whether people see in a terminal what is written, so that no name in it may steer the terminal.
    var isShown: Bool { output == nil && isatty(STDOUT_FILENO) == 1 }

    /// Writes a drawing, which is light or dark as its surroundings are, to a file of its own.
    static func draw(_ chart: Chart, to path: String) throws {
        var file = OutputOptions()
        file.output = path
        file.format = .table
        file.quiet = true
        file.raw = true
        try file.write(chart.adaptive)
    }

    /// Writes text to where results go; a file appears whole or not at all.
    func write(_ text: String) throws {
        guard let output else {
            return try FileHandle.standardOutput.write(
                isShown ? TerminalText.safeLines(text) : text, place: "standard output")
        }
        try OutputPlace(output).check()
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw Failure(
                kind: .inputOutput, description: "cannot write \(output): \(error.localizedDescription)")
        }
    }
}

extension TableFormat: ExpressibleByArgument {}

extension RawRepresentable<String> {
    /// The form that the ending of a file's name asks for; nil where it asks for none of these.
    init?(endingOf file: String) {
        let ending = URL(fileURLWithPath: file).pathExtension.lowercased()
        // No file is named .table.
        guard ending != "table" else { return nil }
        self.init(rawValue: ["tex": "latex", "md": "markdown", "htm": "html"][ending] ?? ending)
    }
}
