import Formats

/// How the cells of a table become features and classes: all that a further table needs to be coded in the same way.
public struct TableCoding: Hashable, Sendable {
    /// A column that features are made of.
    public struct Column: Hashable, Sendable {
        /// What its cells are.
        public enum Kind: Hashable, Sendable {
            /// Numbers; the feature is (number - offset) / unit, which is the number itself for 0 and 1.
            case number(offset: Double, unit: Double)
            /// Kinds: a feature of 0 and 1 for each word, and one for missing cells where the table had some.
            case category(words: [String], hasMissing: Bool)
            /// Steps of an order: one feature, the position of the word counted from 0.
            case ordinal(words: [String])
        }

        /// Its name in the table.
        public let title: String
        /// What its cells are.
        public let kind: Kind

        /// The number of features that are made of it.
        public var features: Int {
            switch kind {
            case .number, .ordinal: 1
            case .category(let words, let hasMissing): words.count + (hasMissing ? 1 : 0)
            }
        }
    }

    /// What is predicted.
    public struct Target: Hashable, Sendable {
        /// The column's name in the table.
        public let title: String
        /// The names of the classes in order; for one of several labels those of no and yes; empty for a number.
        public let words: [String]
    }

    /// The names of all columns of the table, in order.
    public let titles: [String]
    /// The columns that features are made of, in order.
    public let columns: [Column]
    /// The targets: one with its classes, or several labels.
    public let targets: [Target]
    /// How the text was read, by which further tables are.
    public let format: CellFormat
    /// The sizes of the images that the features are; nil where they are none.
    public var image: ImageShape?

    /// The number of features.
    public var features: Int { columns.reduce(0) { $0 + $1.features } }

    /// The names of the features in order, as `colour=red`.
    public var featureNames: [String] {
        columns.flatMap { column -> [String] in
            switch column.kind {
            case .number, .ordinal: [column.title]
            case .category(let words, let hasMissing):
                words.map { "\(column.title)=\($0)" } + (hasMissing ? ["\(column.title)=(missing)"] : [])
            }
        }
    }
}

extension TableCoding {
    /// The coding as JSON.
    public var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "titles": .array(titles.map { .string($0) }), "columns": .array(columns.map(\.json)),
            "targets": .array(
                targets.map { ["title": .string($0.title), "words": .array($0.words.map { .string($0) })] }),
            "format": [
                "encoding": .string(format.encoding.rawValue), "separator": .whole(Int(format.separator)),
                "header": .string(format.header.rawValue), "decimal": .whole(Int(format.decimal)),
                "missing": .array(format.missingWords.map { .string($0) }),
                "kept": .array(format.keptWords.map { .string($0) }),
            ],
        ]
        members["image"] = image.map { .string($0.description) }
        return .object(members)
    }

    /// Reads a coding; nil where the JSON is none.
    public init?(json: CanonicalJSON) {
        guard let titles = json["titles"]?.texts, case .array(let columns)? = json["columns"],
            case .array(let targets)? = json["targets"],
            let format = json["format"].flatMap({ CellFormat(json: $0) })
        else { return nil }
        self.titles = titles
        self.columns = columns.compactMap { Column(json: $0) }
        self.targets = targets.compactMap { target in
            guard let title = target["title"]?.stringValue, let words = target["words"]?.texts else { return nil }
            return Target(title: title, words: words)
        }
        self.format = format
        guard self.columns.count == columns.count, self.targets.count == targets.count, !columns.isEmpty else {
            return nil
        }
        guard let image = json["image"] else { return }
        guard let shape = image.stringValue.flatMap({ ImageShape($0) }), shape.features == features else { return nil }
        self.image = shape
    }
}

extension TableCoding.Column {
    fileprivate var json: CanonicalJSON {
        switch kind {
        case .number(let offset, let unit):
            ["title": .string(title), "kind": "number", "offset": .number(offset), "unit": .number(unit)]
        case .category(let words, let hasMissing):
            [
                "title": .string(title), "kind": "category", "words": .array(words.map { .string($0) }),
                "missing": .boolean(hasMissing),
            ]
        case .ordinal(let words):
            ["title": .string(title), "kind": "ordinal", "words": .array(words.map { .string($0) })]
        }
    }

    fileprivate init?(json: CanonicalJSON) {
        guard let title = json["title"]?.stringValue else { return nil }
        self.title = title
        switch json["kind"]?.stringValue {
        case "number":
            guard let offset = json["offset"]?.doubleValue, let unit = json["unit"]?.doubleValue, offset.isFinite,
                unit > 0, unit.isFinite
            else { return nil }
            kind = .number(offset: offset, unit: unit)
        case "category":
            guard let words = json["words"]?.texts, Set(words).count == words.count else { return nil }
            kind = .category(words: words, hasMissing: json["missing"] == .boolean(true))
        case "ordinal":
            guard let words = json["words"]?.texts, Set(words).count == words.count else { return nil }
            kind = .ordinal(words: words)
        default: return nil
        }
    }
}

extension CellFormat {
    fileprivate init?(json: CanonicalJSON) {
        guard let encoding = json["encoding"]?.stringValue.flatMap({ TextEncoding(rawValue: $0) }),
            let separator = json["separator"]?.integerValue.flatMap({ UInt8(exactly: $0) }),
            let header = json["header"]?.stringValue.flatMap({ Header(rawValue: $0) }),
            let decimal = json["decimal"]?.integerValue.flatMap({ UInt8(exactly: $0) }),
            let missing = json["missing"]?.texts, let kept = json["kept"]?.texts
        else { return nil }
        self.init()
        self.encoding = encoding
        self.separator = separator
        self.header = header
        self.decimal = decimal
        missingWords = missing
        keptWords = kept
    }
}

extension CanonicalJSON {
    /// A list of texts; nil for anything else.
    var texts: [String]? {
        guard case .array(let elements) = self else { return nil }
        let texts = elements.compactMap(\.stringValue)
        return texts.count == elements.count ? texts : nil
    }
}
