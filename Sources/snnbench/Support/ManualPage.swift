import ArgumentParser
import Benchmark
import Foundation

/// The manual page of all commands, made from what the parser knows of them.
struct ManualPage {
    /// A command as the parser describes it.
    private struct Command: Decodable {
        let commandName: String
        let superCommands: [String]?
        let abstract: String?
        let discussion: String?
        let shouldDisplay: Bool
        let subcommands: [Command]?
        let arguments: [Argument]?

        var fullName: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }
        /// Its commands, without the one that explains the others.
        var ownCommands: [Command] {
            (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
        }
        /// What can be given to it, without what all commands take.
        var ownArguments: [Argument] {
            (arguments ?? []).filter { $0.shouldDisplay && !["help", "version"].contains($0.valueName) }
        }
    }

    /// An argument, option or flag.
    private struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String

            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        let kind: String
        let names: [Name]?
        let valueName: String?
        let abstract: String?
        let defaultValue: String?
        let allValues: [String]?
        let isOptional: Bool
        let isRepeating: Bool
        let shouldDisplay: Bool
        let sectionTitle: String?

        /// What is typed, the name in bold and the value in italics.
        var roff: String {
            let value = "\\fI\(ManualPage.escaped(valueName ?? "value"))\\fR"
            guard let names, kind != "positional" else { return value + (isRepeating ? " ..." : "") }
            let typed = names.filter { $0.kind != "longWithSingleDash" }.map {
                "\\fB\(ManualPage.escaped($0.text))\\fR"
            }
            return typed.joined(separator: ", ") + (kind == "option" ? " \(value)" : "")
        }

        /// What it means, what it can be and what it is by default.
        var explanation: String {
            var text = abstract ?? ""
            if let allValues, !allValues.isEmpty, !allValues.allSatisfy(text.contains) {
                text += " Values: \(allValues.joined(separator: ", "))."
            }
            if let defaultValue, !defaultValue.isEmpty, kind != "flag", !text.contains("(default:") {
                text += " (default: \(defaultValue))"
            }
            return text
        }
    }

    private struct Description: Decodable {
        let command: Command
    }

    private let root: Command

    /// Asks the parser.
    ///
    /// - Throws: `Failure` where its description has another form: a fault of the program.
    init() throws {
        do {
            root = try JSONDecoder().decode(Description.self, from: Data(Snnbench._dumpHelp().utf8)).command
        } catch {
            throw Failure(
                kind: .internalFault, description: "the parser describes commands in another form: \(error)")
        }
    }

    /// The page in the language of `man`.
    var roff: String {
        var lines = [
            ".TH SNNBENCH 1 \"\" \"snnbench \(programVersion)\" \"User Commands\"", ".SH NAME",
            "snnbench \\- \(Self.escaped(Self.lowercasedFirst(root.abstract ?? "")))", ".SH SYNOPSIS",
            ".B snnbench", "\\fIcommand\\fR [\\fIoptions\\fR]", ".br", ".B snnbench \\fIcommand\\fB \\-\\-help",
            ".SH DESCRIPTION",
        ]
        lines += Self.paragraphs(root.discussion)
        lines.append(".SH COMMANDS")
        for command in root.ownCommands { lines += Self.section(command) }
        lines += [
            ".SH ENVIRONMENT", ".TP", "\\fBSNNBENCH_DATA\\fR",
            "The folder of fetched data sets, where \\fB\\-\\-data\\fR does not name one.", ".TP",
            "\\fBSNNBENCH_ISA\\fR",
            "Of a packed program: the instruction set whose executable is to run, as x86\\-64\\-v3, in place of the best.",
            ".SH FILES", ".TP", "\\fIresults/snnbench.sqlite\\fR",
            "The results file, where \\fB\\-\\-database\\fR names no other.",
            ".TP", "\\fIFILE.checkpoints/\\fR",
            "States of units that take long, beside the results file, from which a run that was killed goes on.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ command: Command) -> [String] {
        if !command.ownCommands.isEmpty {
            return [".SS \(escaped(command.fullName))"] + paragraphs(command.abstract) + paragraphs(command.discussion)
                + command.ownCommands.flatMap(section)
        }
        let positional = command.ownArguments.filter { $0.kind == "positional" }
        let usage = positional.map { $0.isOptional ? "[\($0.roff)]" : $0.roff }
        var lines = [".SS \(escaped(command.fullName))"]
        lines += [
            "\\fB\(escaped(command.fullName))\\fR \((usage + ["[\\fIoptions\\fR]"]).joined(separator: " "))", ".PP",
        ]
        lines += paragraphs(command.abstract) + paragraphs(command.discussion)
        for argument in command.ownArguments {
            lines += [".TP", argument.roff, line(argument.explanation)]
        }
        return lines
    }

    /// Paragraphs of a text; its indented lines, as of examples, stay lines.
    private static func paragraphs(_ text: String?) -> [String] {
        var lines: [String] = []
        for paragraph in (text ?? "").components(separatedBy: "\n\n") where !paragraph.isEmpty {
            lines.append(".PP")
            for text in paragraph.components(separatedBy: "\n") {
                if text.hasPrefix("  ") {
                    lines += [".br", line("    " + text.drop { $0 == " " })]
                } else {
                    lines.append(line(text))
                }
            }
        }
        return lines
    }

    /// A line of text, which no beginning makes a request.
    private static func line(_ text: String) -> String {
        let escaped = escaped(text)
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    /// A text without anything that `man` takes for its own.
    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "\\", with: "\\e").replacingOccurrences(of: "-", with: "\\-")
            .replacingOccurrences(of: "'", with: "\\(aq").replacingOccurrences(of: "\n", with: " ")
    }

    private static func lowercasedFirst(_ text: String) -> String {
        text.prefix(1).lowercased() + text.dropFirst()
    }
}
