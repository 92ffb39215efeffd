import Formats

/// The one file that a task made of a table is kept in.
///
/// A line with the format's name; the SHA-256 of all that follows it, 32 bytes; the length of the description, 8 bytes;
/// the description, JSON for people and programs; then for each column its cells and the rows that are missing, the
/// targets, the part of each row in each split and, where rows are bound to each other, the group or time of each. Numbers have the least significant byte first.
struct TaskFile: Sendable {
    private static let format = Array("snnbench task 1\n".utf8)
    private static let headByteCount = format.count + 32 + 8
    private static let limit = 1 << 31

    let task: TableTask
    /// Where the task comes from and how it was made, for people.
    let origin: CanonicalJSON

    /// The file's content.
    var bytes: [UInt8] {
        let shape = task.shape
        let kind: CanonicalJSON =
            switch task.targets {
            case .classes: "classes"
            case .labels: "labels"
            case .numbers: "numbers"
            }
        var description: [String: CanonicalJSON] = [
            "rows": .whole(shape.rows), "features": .whole(shape.features), "outputs": .whole(shape.outputs),
            "content": .string(task.contentDigest.description), "kind": kind,
            "splits": .array(
                task.splits.map { ["index": .whole($0.index), "digest": .string($0.digest.description)] }),
            "coding": task.coding.json, "origin": origin,
        ]
        switch task.relation {
        case .groups?: description["relation"] = "groups"
        case .times?: description["relation"] = "times"
        case .forgotten?, nil: break
        }
        let text = Array(CanonicalJSON.object(description).indentedText.utf8)
        var body = ByteWriter()
        body.append(text.count)
        body.append(text)
        body.pad()
        for column in task.columns {
            switch column.cells {
            case .numbers(let numbers):
                numbers.map { $0.bitPattern.littleEndian }.withUnsafeBytes { body.append($0) }
            case .codes(let codes): body.append(codes)
            }
            body.pad()
            body.append(column.missing.count)
            for row in column.missing { body.append(row) }
        }
        switch task.targets {
        case .classes(let classes, _):
            classes.map { $0.littleEndian }.withUnsafeBytes { body.append($0) }
        case .labels(let matrix): body.append(matrix.values.map { UInt8(bitPattern: $0) })
        case .numbers(let numbers): for number in numbers { body.append(number.bitPattern) }
        }
        body.pad()
        for split in task.splits {
            body.append(split.index)
            var parts = [UInt8](repeating: 0, count: shape.rows)
            for (code, part) in SplitPart.allCases.enumerated() {
                for row in split.rows(of: part) { parts[row] = UInt8(code + 1) }
            }
            body.append(parts)
            body.pad()
        }
        switch task.relation {
        case .groups(let groups)?: for group in groups { body.append(group) }
        case .times(let times)?: for time in times { body.append(time.bitPattern) }
        case .forgotten?, nil: break
        }
        return Self.format + SHA256.digest(of: body.bytes).bytes + body.bytes
    }

    /// Writes the file beside its place, makes it durable and gives it its name: it is whole or not there.
    ///
    /// - Returns: false where there is a file already that is not to be replaced.
    func write(to path: String, replacing: Bool) throws(FetchError) -> Bool {
        try FilePaths.write(bytes, to: path, replacing: replacing)
    }

    /// The numbers of a task, read from the head of its file; nil where it is none.
    static func shape(at path: String) -> TaskShape? { description(at: path).flatMap { shape($0) } }

    private static func description(at path: String) -> CanonicalJSON? {
        let head = FilePaths.head(of: path, count: headByteCount)
        guard head.count == headByteCount, head.starts(with: format) else { return nil }
        var reader = ByteReader(head, from: format.count + 32)
        guard let length = reader.count(1...(1 << 28)) else { return nil }
        let start = FilePaths.head(of: path, count: headByteCount + length)
        guard start.count == headByteCount + length else { return nil }
        return try? CanonicalJSON(parsing: Array(start[headByteCount...]))
    }

    /// What distinguishes the content and the splits of a task, read from the head of its file; nil where it is none.
    static func content(at path: String) -> TaskContent? {
        guard let json = description(at: path), let digest = json["content"]?.stringValue,
            case .array(let splits)? = json["splits"]
        else { return nil }
        let pairs = splits.compactMap { split -> (Int, String)? in
            guard let index = split["index"]?.integerValue, let digest = split["digest"]?.stringValue else {
                return nil
            }
            return (Int(index), digest)
        }
        return TaskContent(digest: digest, splits: Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }

    private static func shape(_ json: CanonicalJSON) -> TaskShape? {
        func number(_ name: String) -> Int? {
            json[name]?.integerValue.flatMap { Int(exactly: $0) }.flatMap { (1...limit).contains($0) ? $0 : nil }
        }
        guard let rows = number("rows"), let features = number("features"), let outputs = number("outputs") else {
            return nil
        }
        return TaskShape(rows: rows, features: features, outputs: outputs)
    }

    /// Reads a file.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` for a file that was cut short or changed.
    init(_ file: NamedBytes, name: TaskName) throws(DatasetError) {
        let damaged = DatasetError.malformed(
            file: file.name, line: 0, problem: "it was cut short or changed; add the table again with --replace")
        let bytes = file.bytes
        guard bytes.count > Self.headByteCount, bytes.starts(with: Self.format) else { throw damaged }
        let start = Self.format.count + 32
        let digest = bytes.withUnsafeBytes { buffer in
            let hasher = SHA256()
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[start...]))
            return hasher.finish()
        }
        guard digest.bytes.elementsEqual(bytes[Self.format.count..<start]) else { throw damaged }
        guard var parser = TaskFileParser(bytes, from: start, name: name), let parsed = parser.parse() else {
            throw damaged
        }
        self = parsed
    }

    init(task: TableTask, origin: CanonicalJSON) {
        self.task = task
        self.origin = origin
    }

    /// The shape that a description tells, for the parser.
    static func described(_ json: CanonicalJSON) -> TaskShape? { shape(json) }
}

/// The reader of a ``TaskFile``'s content; nil for whatever it did not write.
private struct TaskFileParser {
    private var reader: ByteReader
    private let name: TaskName
    private let json: CanonicalJSON
    private let shape: TaskShape
    private let coding: TableCoding

    init?(_ bytes: [UInt8], from start: Int, name: TaskName) {
        var reader = ByteReader(bytes, from: start)
        guard let length = reader.count(1...(1 << 28)), let text = reader.slice(length),
            let json = try? CanonicalJSON(parsing: Array(text)), reader.skip((8 - (length % 8)) % 8),
            let shape = TaskFile.described(json), let coding = json["coding"].flatMap({ TableCoding(json: $0) }),
            coding.features == shape.features
        else { return nil }
        self.reader = reader
        self.name = name
        self.json = json
        self.shape = shape
        self.coding = coding
    }

    mutating func parse() -> TaskFile? {
        guard case .array(let listed)? = json["splits"], !listed.isEmpty,
            let content = json["content"]?.stringValue.flatMap({ Digest($0) })
        else { return nil }
        var columns: [CodedColumn] = []
        for column in coding.columns {
            guard let coded = self.column(column) else { return nil }
            columns.append(coded)
        }
        guard let targets = targets() else { return nil }
        var splits: [Split] = []
        for _ in listed {
            guard let split = split() else { return nil }
            splits.append(split)
        }
        guard let relation = relation() else { return nil }
        guard reader.isAtEnd else { return nil }
        return TaskFile(
            task: TableTask(
                checked: name, columns: columns, targets: targets, targetCoding: coding.targets,
                titles: coding.titles, splits: splits,
                relation: relation, format: coding.format, image: coding.image, contentDigest: content),
            origin: json["origin"] ?? .null)
    }

    private mutating func column(_ column: TableCoding.Column) -> CodedColumn? {
        let cells: CodedColumn.Cells
        let rows = shape.rows
        if case .category = column.kind {
            guard let slice = reader.slice(rows), slice.allSatisfy({ Int($0) < column.features }),
                reader.skip((8 - rows % 8) % 8)
            else { return nil }
            cells = .codes(Array(slice))
        } else {
            guard let slice = reader.slice(rows * 4), reader.skip((8 - rows * 4 % 8) % 8) else { return nil }
            let numbers = slice.withUnsafeBytes { bytes in
                (0..<rows).map { row in
                    Float(
                        bitPattern: UInt32(
                            littleEndian: bytes.loadUnaligned(fromByteOffset: row * 4, as: UInt32.self)))
                }
            }
            guard numbers.allSatisfy(\.isFinite) else { return nil }
            cells = .numbers(numbers)
        }
        guard let count = reader.count(0...rows) else { return nil }
        var missing: [Int] = []
        for _ in 0..<count {
            guard let row = reader.count(0...(rows - 1)) else { return nil }
            missing.append(row)
        }
        return CodedColumn(column: column, cells: cells, missing: missing)
    }

    private mutating func targets() -> TaskTargets? {
        let (rows, outputs) = (shape.rows, shape.outputs)
        if json["kind"]?.stringValue == "numbers" {
            let numbers = (0..<rows).compactMap { _ in reader.number().map { Double(bitPattern: $0) } }
            return outputs == 1 && numbers.count == rows && numbers.allSatisfy(\.isFinite) ? .numbers(numbers) : nil
        }
        guard json["kind"]?.stringValue == "classes" else {
            guard let slice = reader.slice(rows * outputs), reader.skip((8 - rows * outputs % 8) % 8) else {
                return nil
            }
            return LabelMatrix(rows: rows, columns: outputs, values: slice.map { Int8(bitPattern: $0) }).map {
                .labels($0)
            }
        }
        guard let slice = reader.slice(rows * 4), reader.skip((8 - rows * 4 % 8) % 8) else { return nil }
        let classes = slice.withUnsafeBytes { bytes in
            (0..<rows).map { Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Int32.self)) }
        }
        guard classes.allSatisfy({ $0 >= 0 && Int($0) < outputs }) else { return nil }
        return .classes(classes, count: outputs)
    }

    /// What binds the rows, or that nothing does; nil for whatever no version wrote.
    private mutating func relation() -> RowRelation?? {
        let rows = shape.rows
        switch json["relation"]?.stringValue {
        case "groups":
            let groups = (0..<rows).compactMap { _ in reader.count(0...(rows - 1)) }
            return groups.count == rows ? .some(.groups(groups)) : nil
        case "times":
            let times = (0..<rows).compactMap { _ in reader.number().map { Double(bitPattern: $0) } }
            return times.count == rows && times.allSatisfy(\.isFinite) ? .some(.times(times)) : nil
        case .some: return nil
        case nil:
            // Files of earlier versions name the column alone.
            for name in ["group", "time"] {
                guard let column = json["origin"]?["splits"]?[name]?.stringValue else { continue }
                return .some(.forgotten(option: "--\(name) \(ShellWord.quoted(TerminalText.short(column)))"))
            }
            return .some(nil)
        }
    }

    private mutating func split() -> Split? {
        let rows = shape.rows
        guard let index = reader.count(0...(1 << 31)), let parts = reader.slice(rows),
            reader.skip((8 - rows % 8) % 8), parts.allSatisfy({ $0 <= 3 })
        else { return nil }
        var lists: [[Int]] = [[], [], []]
        for (row, part) in parts.enumerated() where part > 0 { lists[Int(part) - 1].append(row) }
        guard lists.allSatisfy({ !$0.isEmpty }) else { return nil }
        return Split(index: index, training: lists[0], validation: lists[1], test: lists[2])
    }
}

/// What distinguishes the content of a task, and its splits, from others of the same name.
public struct TaskContent: Hashable, Sendable {
    /// The digest of features and targets, see ``LearningTask/contentDigest``.
    public let digest: String
    /// The digest of each split, by its index.
    public let splits: [Int: String]

    /// Makes a description.
    public init(digest: String, splits: [Int: String]) {
        self.digest = digest
        self.splits = splits
    }

    /// Describes a task.
    public init(_ task: LearningTask) {
        self.init(
            digest: task.contentDigest.description,
            splits: Dictionary(
                task.splits.map { ($0.index, $0.digest.description) }, uniquingKeysWith: { first, _ in first }))
    }
}
