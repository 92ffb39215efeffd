import ArgumentParser
import Benchmark
import Datasets
import Evaluation
import Formats
import Foundation
import Networks
import Numbers
import Reports
import ResultStore

extension CompletionKind {
    /// Suites, of the manifest that the line names.
    static let suites = offered { line in line.catalog?.suites ?? [] }

    /// Tasks as suite/name, those of one's own included; bare names where what is typed begins no suite.
    static let tasks = offered { line in
        let names = line.catalog?.names ?? []
        let full = names.map(\.description)
        let isFull = line.prefix.isEmpty || full.contains { $0.hasPrefix(line.prefix) }
        return isFull ? full : Set(names.map(\.shortName)).sorted()
    }

    /// The seven methods, and those of the method files that the line names.
    static let methods = offered { line in
        let files = line.values(of: "--method-file")
        let own = files.compactMap { path in (try? MethodOptions.sources([path]))?.first?.name }
        return MethodDefinition.builtIn.map(\.name) + own
    }

    /// A task, and a method after it.
    static let tasksAndMethods = offered { line in
        line.index > 1 && line.words.indices.contains(line.index - 1) && !line.words[line.index - 1].hasPrefix("-")
            ? MethodDefinition.builtIn.map(\.name) : line.catalog?.names.map(\.description) ?? []
    }

    /// What can be fetched: suites and tasks.
    static let downloads = offered { line in
        (line.catalog.map { $0.suites + $0.names.map(\.description) } ?? []).filter { !$0.hasPrefix("sample") }
    }

    /// Grids, and files where what is typed is the beginning of one.
    static let grids = offered { line in
        let files = FileCompletion.names(beginning: line.prefix, endings: ["json5", "json"])
        return line.prefix.isEmpty ? Grid.all.map(\.name) : Grid.all.map(\.name) + files
    }

    /// Named queries.
    static let queries = offered { _ in RankingQuery.all.map(\.name) + NamedQuery.all.map(\.name) }

    /// Parts of a report.
    static let reportParts = offered { _ in Report.parts.map { $0.name } }

    /// Parts of what is said about numbers of one's own.
    static let numberParts = offered { _ in NumberStudy.parts.map { $0.name } }

    /// Networks of the official tutorials.
    static let tutorials = offered { line in
        (line.words.contains("tutorials") ? ["all"] : []) + TutorialNetwork.all.map(\.name)
    }

    /// Keys of protocol values, each with its equals sign; behind a comma too.
    static let protocolValues = offered { line in
        let before = line.prefix.lastIndex(of: ",").map { String(line.prefix[...$0]) } ?? ""
        return TrainingProtocol.changeable.map { "\(before)\($0.name)=" }
    }

    /// Results files.
    static let resultsFile = CompletionKind.file(extensions: ["sqlite"])

    /// Method files, and other settings.
    static let settingsFile = CompletionKind.file(extensions: ["json5", "json"])

    private static func offered(_ names: @escaping @Sendable (CompletionLine) -> [String]) -> CompletionKind {
        .custom { words, index, prefix in names(CompletionLine(words: words, index: index, prefix: prefix)) }
    }
}

/// A command line that is not finished, as a shell asks what could follow.
private struct CompletionLine {
    let words: [String]
    let index: Int
    /// What is typed of the word before the cursor.
    let prefix: String

    /// The values of an option that stand on the line already.
    func values(of option: String) -> [String] {
        words.indices.flatMap { place -> [String] in
            if words[place] == option, place + 1 < words.count, place + 1 != index { return [words[place + 1]] }
            return words[place].hasPrefix(option + "=") ? [String(words[place].dropFirst(option.count + 1))] : []
        }
    }

    /// The tasks that there are; nil where the manifest or the folder that the line names cannot be read.
    var catalog: TaskCatalog? {
        try? DataOptions.library(data: values(of: "--data").last, manifest: values(of: "--manifest").last).catalog
    }
}

/// Files as a shell would complete them.
private enum FileCompletion {
    /// The files and folders that a text is the beginning of; files only with one of some endings.
    static func names(beginning text: String, endings: [String]) -> [String] {
        let folder = text.lastIndex(of: "/").map { String(text[...$0]) } ?? ""
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        return names.sorted().map { folder + $0 }.filter { name in
            endings.contains { name.hasSuffix("." + $0) }
        }
    }
}
