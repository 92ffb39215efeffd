import Formats
import Foundation
import Networks

/// Predictions of validation and test rows, checked as they come: probabilities of each class or label, one class a row, or
/// one number a row.
struct Predictions {
    /// What a row is predicted as.
    enum Value: Equatable {
        /// The probability of each class, or of each label.
        case probabilities([Double])
        /// A class.
        case classIndex(Int)
        /// A number, as measured.
        case number(Double)
    }

    /// The most that probabilities of a row may add up to beside 1.
    static let tolerance = 1e-3
    /// What a probability counts as at least where its logarithm is taken.
    static let smallest = 1e-15
    /// The most violations that are kept.
    static let limit = 20

    /// The part's rows, by the number that the predictions call them by.
    private let places: [ProgramTables.Part: [Int: Int]]
    private let outputs: Int
    private let isClassified: Bool
    private let isNumber: Bool
    private var values: [ProgramTables.Part: [Value?]]
    /// What is wrong, a line each, those that came first.
    private(set) var violations: [String] = []

    /// Makes predictions of nothing.
    ///
    /// - Parameters:
    ///   - targets: what is predicted.
    ///   - rows: for each part the numbers that its rows are called by, in order.
    init(targets: TrainingData.Targets, rows: [ProgramTables.Part: [Int]]) {
        outputs = targets.outputs
        if case .classes = targets { isClassified = true } else { isClassified = false }
        isNumber = targets.areNumbers
        places = rows.mapValues { numbers in
            Dictionary(numbers.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        }
        values = rows.mapValues { Array(repeating: nil, count: $0.count) }
    }

    /// Reads `predictions.csv` of a folder.
    ///
    /// - Throws: `TrainingFailure` where the file cannot be read as such; what is wrong with its rows is among the violations.
    init(folder: String, _ data: TrainingData) throws(TrainingFailure) {
        let tables = ProgramTables(data)
        self.init(
            targets: data.targets,
            rows: Dictionary(
                uniqueKeysWithValues: [ProgramTables.Part.validation, .test].map { part in
                    let first = tables.firstNumber(part)
                    return (part, Array(first..<first + tables.rows(part).count))
                }))
        let bytes = try Self.bytes(folder, "predictions.csv")
        guard let bytes else { throw TrainingFailure(.failed, "predictions.csv is missing") }
        do throws(CSVReader.Problem) {
            try read(bytes)
        } catch {
            throw TrainingFailure(.failed, "predictions.csv, \(error)")
        }
        finish()
    }

    /// The bytes of a plain file of a folder; nil where there is none.
    ///
    /// A link or a device is none.
    static func bytes(_ folder: String, _ name: String) throws(TrainingFailure) -> [UInt8]? {
        let path = folder + "/" + name
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var state = stat()
        guard fstat(file, &state) == 0, state.st_mode & S_IFMT == S_IFREG else { return nil }
        guard state.st_size <= 1 << 30 else { throw TrainingFailure(.failed, "\(name) has more than 1 GB") }
        do {
            return [UInt8](
                try FileHandle(fileDescriptor: file, closeOnDealloc: false).readToEnd() ?? Data())
        } catch {
            throw TrainingFailure(.failed, "\(name) cannot be read: \(error.localizedDescription)")
        }
    }

    private mutating func read(_ bytes: [UInt8]) throws(CSVReader.Problem) {
        var reader = CSVReader(bytes, trimsBlanks: true)
        guard let header = try reader.next() else { return add("predictions.csv is empty") }
        let form = PredictionColumns(
            header.map { $0 ?? "" }, outputs: outputs, isClassified: isClassified, isNumber: isNumber)
        guard let form, form.others.keys.sorted() == ["part", "row"] else {
            let words = isNumber ? "part,row,prediction" : PredictionColumns.words(outputs, isClassified)
            return add("the header of predictions.csv is not \(words)")
        }
        while violations.count < Self.limit, let cells = try reader.next() {
            guard cells.count == header.count else {
                add("line \(reader.line) has \(cells.count) cells where the header has \(header.count)")
                continue
            }
            let partName = form.other("part", cells) ?? ""
            guard let part = ProgramTables.Part(rawValue: partName), part != .training else {
                add("line \(reader.line) is of part \(TerminalText.quoted(partName)), neither validation nor test")
                continue
            }
            guard let row = form.other("row", cells).flatMap({ Int($0) }) else {
                add("line \(reader.line) has no number of a row")
                continue
            }
            set(part, row: row, form, cells)
        }
    }

    /// Enters the prediction of a row, after checking it.
    mutating func set(
        _ part: ProgramTables.Part, row: Int, _ form: PredictionColumns, _ cells: [String?]
    ) {
        guard let place = places[part]?[row] else { return add("there is no \(part.rawValue) row \(row)") }
        guard values[part]?[place] == nil else { return add("\(part.rawValue) row \(row) is there twice") }
        let value: Value
        if let column = form.numberColumn {
            let text = cells[column] ?? ""
            guard let number = Double(text), number.isFinite else {
                return add(
                    "prediction \(text.isEmpty ? "missing" : TerminalText.short(text)) in row \(row), which is no finite number"
                )
            }
            value = .number(number)
        } else if let column = form.classColumn {
            let text = cells[column] ?? ""
            guard let number = Int(text), (0..<outputs).contains(number) else {
                return add("class \(TerminalText.short(text)) in row \(row), which is not from 0 to \(outputs - 1)")
            }
            value = .classIndex(number)
        } else {
            var probabilities: [Double] = []
            for column in form.probabilityColumns {
                let text = cells[column] ?? ""
                guard let number = Double(text), number >= 0, number <= 1 else {
                    return add("probability \(text.isEmpty ? "missing" : TerminalText.short(text)) in row \(row)")
                }
                probabilities.append(number)
            }
            let sum = probabilities.reduce(0, +)
            guard !isClassified || abs(sum - 1) <= Self.tolerance else {
                return add("probabilities that add up to \(NumberText.short(sum)) in row \(row)")
            }
            value = .probabilities(probabilities)
        }
        values[part]?[place] = value
    }

    /// Looks for rows that are missing, once all were entered.
    mutating func finish() {
        guard violations.isEmpty else { return }
        for part in [ProgramTables.Part.validation, .test] {
            let own = values[part] ?? []
            let missing = own.count { $0 == nil }
            if missing > 0 { add("\(missing) of \(own.count) \(part.rawValue) rows missing") }
        }
    }

    private mutating func add(_ violation: String) {
        if violations.count < Self.limit { violations.append(violation) }
    }

    // MARK: - What is measured

    /// Loss, rows classified rightly and areas on the validation and test rows of some data, in the program's order.
    func measures(
        _ data: TrainingData, curves: MeasuredCurves = .standard
    ) -> (validation: EpochResult.Measure, test: EpochResult.Measure) {
        let tables = ProgramTables(data)
        return (
            measure(.validation, tables.rows(.validation), data.targets, curves: curves),
            measure(.test, tables.rows(.test), data.targets, curves: curves)
        )
    }

    /// Measures a part whose rows of the task are named in the order of the predictions.
    func measure(
        _ part: ProgramTables.Part, _ rows: [Int], _ targets: TrainingData.Targets,
        curves: MeasuredCurves = .standard
    ) -> EpochResult.Measure {
        let own = values[part] ?? []
        if case .numbers(let numbers) = targets {
            let predicted = own.map { if case .number(let number)? = $0 { number } else { 0.0 } }
            return Scorer.measure(numbers: predicted, of: rows, targets: numbers)
        }
        var logits: [Float] = []
        logits.reserveCapacity(rows.count * outputs)
        var correct = 0
        var hasClasses = false
        for (row, value) in zip(rows, own) {
            let probabilities: [Double]
            switch value {
            case .probabilities(let given)?: probabilities = given
            case .classIndex(let index)?:
                hasClasses = true
                probabilities = (0..<outputs).map { $0 == index ? 1 : 0 }
            case .number?, nil: probabilities = Array(repeating: 0, count: outputs)
            }
            if case .classes(let classes, _) = targets {
                // In double precision, the first of equal ones.
                let largest = probabilities.max() ?? 0
                if probabilities.firstIndex(of: largest) == Int(classes[row]) { correct += 1 }
            }
            logits += probabilities.map { probability in
                let logarithm = log(max(probability, Self.smallest))
                return Float(isClassified ? logarithm : logarithm - log(max(1 - probability, Self.smallest)))
            }
        }
        var measure = Scorer.measure(logits, of: rows, targets: targets, curves: curves)
        if isClassified { measure.correct = correct }
        // Of classes alone there is neither a loss nor an order.
        if hasClasses {
            (measure.loss, measure.areas) = (.nan, [])
            measure.further[.brier] = nil
        }
        return measure
    }

    /// The SHA-256 of all predictions, bit by bit.
    var digest: String {
        let hasher = SHA256()
        for part in [ProgramTables.Part.validation, .test] {
            for value in values[part] ?? [] {
                switch value {
                case .probabilities(let probabilities)?:
                    for probability in probabilities { hasher.update((probability + 0).bitPattern) }
                case .classIndex(let index)?: hasher.update(UInt64(index))
                case .number(let number)?: hasher.update((number + 0).bitPattern)
                case nil: break
                }
            }
        }
        return hasher.finish().description
    }
}

/// The columns of a table of predictions: `class`, `p0`, `p1` and so on, or `prediction`, beside others.
struct PredictionColumns {
    /// Where the class stands; nil where there are probabilities.
    let classColumn: Int?
    /// Where the number stands; nil where no number is to be predicted.
    let numberColumn: Int?
    /// Where the probabilities stand, in the order of classes or labels.
    let probabilityColumns: [Int]
    /// Where other columns stand, by name.
    let others: [String: Int]

    /// Reads a header; nil where it has neither form.
    ///
    /// - Parameters:
    ///   - header: the names.
    ///   - outputs: the classes or labels.
    ///   - isClassified: whether a row has one class.
    ///   - isNumber: whether a number is to be predicted.
    ///   - allowsMore: whether there may be probabilities of more classes than the task has.
    init?(_ header: [String], outputs: Int, isClassified: Bool, isNumber: Bool = false, allowsMore: Bool = false) {
        guard Set(header).count == header.count else { return nil }
        if isNumber {
            guard let place = header.firstIndex(of: "prediction") else { return nil }
            numberColumn = place
            classColumn = nil
            probabilityColumns = []
            others = Dictionary(
                header.enumerated().filter { $0.offset != place }.map { ($0.element, $0.offset) },
                uniquingKeysWith: { first, _ in first })
            return
        }
        numberColumn = nil
        var classColumn: Int?
        var probabilities: [Int: Int] = [:]
        var others: [String: Int] = [:]
        for (place, name) in header.enumerated() {
            if name == "class" {
                classColumn = place
            } else if name.hasPrefix("p"), let number = Int(name.dropFirst()), number >= 0 {
                probabilities[number] = place
            } else {
                others[name] = place
            }
        }
        self.classColumn = classColumn
        self.others = others
        probabilityColumns = (0..<outputs).compactMap { probabilities[$0] }
        if classColumn != nil {
            guard isClassified, probabilities.isEmpty else { return nil }
        } else {
            guard probabilityColumns.count == outputs, allowsMore || probabilities.count == outputs else { return nil }
        }
    }

    /// The content of another column.
    func other(_ name: String, _ cells: [String?]) -> String? { others[name].flatMap { cells[$0] } }

    /// What a header is to be.
    static func words(_ outputs: Int, _ isClassified: Bool) -> String {
        let probabilities = "part,row," + (0..<min(outputs, 3)).map { "p\($0)" }.joined(separator: ",")
        let rest = outputs > 3 ? ",...,p\(outputs - 1)" : ""
        return probabilities + rest + (isClassified ? " or part,row,class" : "")
    }
}

/// What a program says of itself in `result.json`, which it may leave out.
struct ProgramAnswer {
    /// What it says.
    enum Status: String {
        case ok
        case unsupported
    }

    /// Whether it takes such a task.
    var status = Status.ok
    /// Its version.
    var version: String?
    /// What it has to say.
    var message: String?

    /// An answer of one that left the file out.
    init() {}

    /// Reads the file of a folder.
    ///
    /// - Throws: `TrainingFailure` where it is not as it is to be.
    init(folder: String) throws(TrainingFailure) {
        guard let bytes = try Predictions.bytes(folder, "result.json") else { return }
        guard bytes.count <= 1 << 20, let text = String(validating: bytes, as: UTF8.self),
            let json = try? CanonicalJSON(parsing: text), case .object = json
        else { throw TrainingFailure(.failed, "result.json is not a JSON object") }
        guard json["protocol"]?.integerValue == Int64(ProgramMethod.protocolVersion) else {
            throw TrainingFailure(.failed, "result.json does not say \"protocol\":\(ProgramMethod.protocolVersion)")
        }
        guard let status = json["status"]?.stringValue.flatMap(Status.init(rawValue:)) else {
            throw TrainingFailure(.failed, "the status of result.json is neither ok nor unsupported")
        }
        self.status = status
        version = json["version"]?.stringValue.map { TerminalText.oneLine($0, limit: 100) }
        message = json["message"]?.stringValue.map { TerminalText.oneLine($0, limit: 200) }
    }
}
