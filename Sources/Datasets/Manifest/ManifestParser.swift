import Formats

/// The reader of ``Manifest``'s text.
struct ManifestParser {
    /// One line with its field and value.
    private struct Line {
        let number: Int
        let field: String
        let value: String
    }

    /// A block of fields.
    private struct Block {
        let head: Line
        var lines: [Line] = []
        var title: String { "\(head.field) \(head.value)" }
    }

    private static let archiveFields = ["format", "url", "bytes", "checksum", "licence", "citation"]
    private static let taskFields = [
        "layout", "rows", "features", "classes", "labels", "split", "from", "member", "also",
    ]

    private let file: String
    private var archives: [ArchiveEntry] = []
    private var archivePositions: [String: Int] = [:]

    init(file: String) {
        self.file = file
    }

    mutating func parse(_ text: String) throws(ManifestError) -> (archives: [ArchiveEntry], tasks: [TaskEntry]) {
        let blocks = try blocks(of: text)
        for block in blocks where block.head.field == "archive" {
            let archive = try archive(block)
            guard archivePositions.updateValue(archives.count, forKey: archive.id) == nil else {
                throw duplicate(block.head)
            }
            archives.append(archive)
        }
        var tasks: [TaskEntry] = []
        var names: Set<TaskName> = []
        for block in blocks where block.head.field == "task" {
            let task = try task(block)
            guard names.insert(task.name).inserted else { throw duplicate(block.head) }
            tasks.append(task)
        }
        return (archives, tasks)
    }

    private func blocks(of text: String) throws(ManifestError) -> [Block] {
        var blocks: [Block] = []
        var isOpen = false
        // Bytes, since every command reads this file when it starts; CR LF is one end of a line.
        let text = text.utf8.contains(0x0D) ? String(text.map { $0.isNewline ? "\n" : $0 }) : text
        for (index, content) in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard let line = Self.line(content, number: index + 1) else {
                // A comment on a line of its own does not end a block.
                if content.allSatisfy(Self.isBlank) { isOpen = false }
                continue
            }
            if isOpen {
                blocks[blocks.count - 1].lines.append(line)
            } else {
                guard line.field == "archive" || line.field == "task" else {
                    throw .unknownField(file: file, line: line.number, field: line.field, known: ["archive", "task"])
                }
                blocks.append(Block(head: line))
                isOpen = true
            }
        }
        return blocks
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func line(_ content: Substring.UTF8View, number: Int) -> Line? {
        var words: [String] = []
        for word in content.split(whereSeparator: isBlank) {
            if word.first == UInt8(ascii: "#") { break }
            words.append(String(Substring(word)))
        }
        guard let field = words.first else { return nil }
        return Line(number: number, field: field, value: words.dropFirst().joined(separator: " "))
    }

    private func archive(_ block: Block) throws(ManifestError) -> ArchiveEntry {
        guard TaskName.isName(block.head.value) else { throw bad(block.head, "a name of letters, digits, _ and -") }
        let fields = try fields(of: block, known: Self.archiveFields, repeatable: ["url", "checksum"])
        let formatLine = try one("format", of: fields, in: block)
        guard let format = ArchiveFormat(rawValue: formatLine.value) else {
            throw bad(formatLine, "one of \(ArchiveFormat.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let urls = fields["url"] ?? []
        guard !urls.isEmpty else { throw missing("url", block) }
        for url in urls where !Self.isURL(url.value) { throw bad(url, "an http or https address with a path") }
        var byteCount: Int?
        if let line = fields["bytes"]?.first { byteCount = try count(line) }
        var checksums: [Checksum] = []
        for line in fields["checksum"] ?? [] { checksums.append(try checksum(line.value, line)) }
        return ArchiveEntry(
            id: block.head.value, format: format, urls: urls.map(\.value), byteCount: byteCount, checksums: checksums,
            licence: try one("licence", of: fields, in: block).value,
            citation: try one("citation", of: fields, in: block).value)
    }

    private func task(_ block: Block) throws(ManifestError) -> TaskEntry {
        guard let name = TaskName(block.head.value) else { throw bad(block.head, "a task's name, as uci/abalone") }
        let fields = try fields(of: block, known: Self.taskFields, repeatable: ["from", "member", "also"])
        let layoutLine = try one("layout", of: fields, in: block)
        guard let layout = TaskLayout(rawValue: layoutLine.value) else {
            throw bad(layoutLine, "one of \(TaskLayout.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let splitLine = try one("split", of: fields, in: block)
        guard let split = SplitKind(rawValue: splitLine.value) else {
            throw bad(splitLine, "one of \(SplitKind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let outputs = try one(fields["labels"] == nil ? "classes" : "labels", of: fields, in: block)
        let shape = TaskShape(
            rows: try count(try one("rows", of: fields, in: block)),
            features: try count(try one("features", of: fields, in: block)), outputs: try count(outputs))
        return TaskEntry(name: name, layout: layout, shape: shape, split: split, members: try members(block))
    }

    private func members(_ block: Block) throws(ManifestError) -> [MemberEntry] {
        var members: [MemberEntry] = []
        var source: ArchiveEntry?
        var fileNames: Set<String> = []
        for line in block.lines {
            if line.field == "from" {
                guard let position = archivePositions[line.value] else {
                    throw bad(line, "an archive of this manifest")
                }
                source = archives[position]
            }
            if line.field == "also" {
                // The same file as a download of its own.
                guard let position = archivePositions[line.value], !archives[position].format.hasMembers else {
                    throw bad(line, "an archive of this manifest that is a single file")
                }
                guard let last = members.indices.last else { throw missing("member", block) }
                members[last].alternatives.append(line.value)
            }
            guard line.field == "member" else { continue }
            guard let source else { throw missing("from", block) }
            let words = line.value.split(separator: " ").map(String.init)
            guard words.count >= 2 else { throw bad(line, "a path, a size in bytes or -, and checksums") }
            guard Self.isSafePath(words[0]) else { throw bad(line, "a relative path without . and ..") }
            var size: Int?
            if words[1] != "-" { size = try count(Line(number: line.number, field: "member", value: words[1])) }
            var checksums: [Checksum] = []
            for text in words.dropFirst(2) { checksums.append(try checksum(text, line)) }
            let member = MemberEntry(
                archive: source.id, path: words[0], byteCount: size, checksums: checksums, alternatives: [])
            guard !checksums.isEmpty || !source.checksums.isEmpty else {
                throw .unverifiable(file: file, line: line.number, path: member.path)
            }
            guard fileNames.insert(member.fileName).inserted else { throw duplicate(line) }
            members.append(member)
        }
        guard !members.isEmpty else { throw missing("member", block) }
        return members
    }

    private func fields(
        of block: Block, known: [String], repeatable: Set<String>
    ) throws(ManifestError) -> [String: [Line]] {
        var fields: [String: [Line]] = [:]
        for line in block.lines {
            guard known.contains(line.field) else {
                throw .unknownField(file: file, line: line.number, field: line.field, known: known)
            }
            guard !line.value.isEmpty else { throw bad(line, "a value") }
            if fields[line.field] != nil, !repeatable.contains(line.field) { throw duplicate(line) }
            fields[line.field, default: []].append(line)
        }
        return fields
    }

    private func one(_ field: String, of fields: [String: [Line]], in block: Block) throws(ManifestError) -> Line {
        guard let line = fields[field]?.first else { throw missing(field, block) }
        return line
    }

    private func count(_ line: Line) throws(ManifestError) -> Int {
        // 10^15 bytes are more than any data set has; the bound keeps sums and products of counts from overflowing.
        let isPlain = line.value.utf8.allSatisfy { $0 &- 48 < 10 }
        guard isPlain, let count = Int(line.value), (1...1_000_000_000_000_000).contains(count) else {
            throw bad(line, "a whole number from 1")
        }
        return count
    }

    private func checksum(_ text: String, _ line: Line) throws(ManifestError) -> Checksum {
        guard let checksum = Checksum(text) else {
            throw .badValue(
                file: file, line: line.number, field: line.field, text: text,
                expected: "a checksum, as sha256: and 64 hexadecimal digits")
        }
        return checksum
    }

    private func bad(_ line: Line, _ expected: String) -> ManifestError {
        .badValue(file: file, line: line.number, field: line.field, text: line.value, expected: expected)
    }

    private func missing(_ field: String, _ block: Block) -> ManifestError {
        .missingField(file: file, line: block.head.number, block: block.title, field: field)
    }

    private func duplicate(_ line: Line) -> ManifestError {
        .duplicate(file: file, line: line.number, field: line.field, text: line.value)
    }

    private static func isURL(_ text: String) -> Bool {
        for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
            let parts = text.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
            return parts.count > 1 && !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
        }
        return false
    }

    /// Tells whether a path stays below the folder it is taken to.
    static func isSafePath(_ path: String) -> Bool {
        !path.isEmpty && !path.contains("\\") && !path.utf8.contains(0)
            && path.split(separator: "/", omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}

/// What is wrong with a manifest, where, and what to do.
public enum ManifestError: ClassifiedError, Equatable, Sendable {
    /// The file could not be read; `reason` is the system's.
    case unreadable(file: String, reason: String)
    /// A line (1-based) whose first word is no field of the block it stands in.
    case unknownField(file: String, line: Int, field: String, known: [String])
    /// A value that is not what its field needs.
    case badValue(file: String, line: Int, field: String, text: String, expected: String)
    /// A block, beginning at a line (1-based), that lacks a field.
    case missingField(file: String, line: Int, block: String, field: String)
    /// A field, archive, task or member that is there twice.
    case duplicate(file: String, line: Int, field: String, text: String)
    /// A member that nothing could verify, as neither it nor its archive has a checksum.
    case unverifiable(file: String, line: Int, path: String)

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .unreadable: .inputOutput
        default: .badData
        }
    }

    /// What failed, where, and what to do, in one line.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "cannot read \(file): \(reason); name a manifest with --manifest FILE"
        case .unknownField(let file, let line, let field, let known):
            "\(file), line \(line): unknown field “\(quoted(field))”; here may stand \(known.joined(separator: ", "))"
        case .badValue(let file, let line, let field, let text, let expected):
            "\(file), line \(line), field \(field): “\(quoted(text))” is not \(expected); mend that line"
        case .missingField(let file, let line, let block, let field):
            "\(file), line \(line): \(block) has no field \(field); add one"
        case .duplicate(let file, let line, let field, let text):
            "\(file), line \(line), field \(field): “\(quoted(text))” is there twice; remove one"
        case .unverifiable(let file, let line, let path):
            "\(file), line \(line), field member: nothing verifies “\(quoted(path))”; give it or its archive a checksum"
        }
    }
}
