import Formats
import Foundation
import Networks

/// The folder of one unit: what the program reads, and where it writes.
struct ProgramFolder {
    /// The threads that a program may use.
    static let threads = 1

    /// The folder around all that belongs to the unit.
    let scratch: String
    /// The folder that the program runs in.
    var work: String { scratch + "/unit" }
    /// Where it may put what it needs meanwhile.
    var temporary: String { scratch + "/tmp" }

    /// Makes an empty folder.
    ///
    /// - Throws: `ProgramError.folder`.
    init() throws(ProgramError) {
        var template = Array(
            FileManager.default.temporaryDirectory.appendingPathComponent("snnbench-unit-XXXXXX").path.utf8CString)
        guard mkdtemp(&template) != nil else {
            throw .folder(FileManager.default.temporaryDirectory.path, reason: String(cString: strerror(errno)))
        }
        scratch = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for folder in [work, temporary] where mkdir(folder, 0o700) != 0 {
            let reason = String(cString: strerror(errno))
            remove()
            throw .folder(folder, reason: reason)
        }
    }

    /// Removes the folder with all that is in it.
    func remove() { ProgramExecution.remove(scratch) }

    /// Writes what the program reads: the task and its tables, the test rows without their targets.
    ///
    /// - Throws: `ProgramError.folder`.
    func write(_ method: ProgramMethod, _ request: TrainingRequest, _ data: TrainingData) throws(ProgramError) {
        let tables = ProgramTables(data)
        var files: [String: String] = [:]
        for part in ProgramTables.Part.allCases {
            switch method.format {
            case .csv:
                files[part.rawValue] = "\(part.rawValue).csv"
                try write(tables.csv(part), "\(part.rawValue).csv")
            case .npy:
                files[part.rawValue] = "\(part.rawValue).npy"
                try write(tables.npy(part), "\(part.rawValue).npy")
                files["\(part.rawValue)_rows"] = "\(part.rawValue)_rows.npy"
                try write(tables.npyRows(part), "\(part.rawValue)_rows.npy")
                if part.hasTargets {
                    files["\(part.rawValue)_targets"] = "\(part.rawValue)_targets.npy"
                    try write(tables.npyTargets(part), "\(part.rawValue)_targets.npy")
                }
            }
        }
        var task: [String: CanonicalJSON] = [
            "protocol": ProgramMethod.protocolVersion.json, "task": .string(request.task),
            "seed": .integer(request.seed),
            "features": data.columns.json, "threads": Self.threads.json, "seconds": .number(method.limits.seconds),
            "bytes": .number(method.limits.bytes), "hyperparameters": .object(request.hyperparameters),
            "files": .object(files.mapValues { .string($0) }),
        ]
        switch data.targets {
        case .classes(_, let count):
            task["kind"] = "classification"
            task["classes"] = count.json
        case .labels(_, let count):
            task["kind"] = "labels"
            task["labels"] = count.json
        case .numbers: task["kind"] = "regression"
        }
        try write(Array((CanonicalJSON.object(task).text + "\n").utf8), "task.json")
    }

    private func write(_ bytes: [UInt8], _ name: String) throws(ProgramError) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: work + "/" + name))
        } catch {
            throw .folder(work + "/" + name, reason: error.localizedDescription)
        }
    }
}

/// The rows of a split as a program sees them.
///
/// Rows are numbered through training, validation and test rows, and mixed within each part: neither a row's number nor its place
/// tells of its class, as they would where the data are sorted.
struct ProgramTables {
    /// The parts of a split, by the names of their files.
    enum Part: String, CaseIterable {
        case training = "train"
        case validation
        case test

        /// Whether the program gets what it is to predict.
        var hasTargets: Bool { self != .test }
    }

    private let data: TrainingData

    init(_ data: TrainingData) {
        self.data = data
    }

    /// The rows of the task that a part has, in the order in which the program gets them.
    func rows(_ part: Part) -> [Int] {
        let rows =
            switch part {
            case .training: data.training
            case .validation: data.validation
            case .test: data.test
            }
        return rows.sorted { Self.mixed($0) < Self.mixed($1) }
    }

    /// The number of a part's first row.
    func firstNumber(_ part: Part) -> Int {
        switch part {
        case .training: 0
        case .validation: data.training.count
        case .test: data.training.count + data.validation.count
        }
    }

    /// The bits of a number mixed, one to one (the finisher of SplitMix64).
    private static func mixed(_ row: Int) -> UInt64 {
        var word = UInt64(truncatingIfNeeded: row) &+ 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A part as CSV: `row,target,x1,...`, of labels `row,target1,target2,...,x1,...`, of test rows without targets.
    func csv(_ part: Part) -> [UInt8] {
        var writer = CSVWriter()
        writer.append(plain: "row")
        if part.hasTargets {
            switch data.targets {
            case .classes, .numbers: writer.append(plain: "target")
            case .labels(_, let count): for label in 1...max(1, count) { writer.append(plain: "target\(label)") }
            }
        }
        for column in 0..<data.columns { writer.append(plain: "x\(column + 1)") }
        writer.endRow()
        for (index, row) in rows(part).enumerated() {
            writer.append(plain: "\(firstNumber(part) + index)")
            if part.hasTargets {
                switch data.targets {
                case .classes(let classes, _): writer.append(plain: "\(classes[row])")
                case .numbers(let numbers): writer.append(plain: "\(numbers.values[row])")
                case .labels(let labels, let count):
                    for label in 0..<count {
                        let value = labels[row * count + label]
                        writer.append(plain: value < 0 ? "" : value > 0 ? "1" : "0")
                    }
                }
            }
            for value in data.features[row * data.columns..<(row + 1) * data.columns] {
                writer.append(plain: value.isFinite ? "\(value)" : value.isNaN ? "nan" : value > 0 ? "inf" : "-inf")
            }
            writer.endRow()
        }
        return writer.bytes
    }

    /// A part's features as an array of NumPy: rows x features, float32.
    func npy(_ part: Part) -> [UInt8] {
        let rows = rows(part)
        var bytes = Self.header("<f4", [rows.count, data.columns])
        for row in rows {
            for value in data.features[row * data.columns..<(row + 1) * data.columns] {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
            }
        }
        return bytes
    }

    /// The numbers of a part's rows, int32.
    func npyRows(_ part: Part) -> [UInt8] {
        let count = rows(part).count
        var bytes = Self.header("<i4", [count])
        for index in 0..<count { Self.append(Int32(firstNumber(part) + index), to: &bytes) }
        return bytes
    }

    /// What a part's rows are to be predicted as: classes, or rows x labels with -1 for a missing one, int32; numbers as
    /// measured, float64.
    func npyTargets(_ part: Part) -> [UInt8] {
        let rows = rows(part)
        switch data.targets {
        case .classes(let classes, _):
            var bytes = Self.header("<i4", [rows.count])
            for row in rows { Self.append(classes[row], to: &bytes) }
            return bytes
        case .labels(let labels, let count):
            var bytes = Self.header("<i4", [rows.count, count])
            for row in rows {
                for label in 0..<count { Self.append(Int32(labels[row * count + label]), to: &bytes) }
            }
            return bytes
        case .numbers(let numbers):
            var bytes = Self.header("<f8", [rows.count])
            for row in rows {
                withUnsafeBytes(of: numbers.values[row].bitPattern.littleEndian) { bytes += $0 }
            }
            return bytes
        }
    }

    private static func append(_ value: Int32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }

    /// The header of an array of NumPy, version 1.0: the data begin at a multiple of 64 bytes.
    private static func header(_ type: String, _ shape: [Int]) -> [UInt8] {
        let sizes = shape.map { "\($0)," }.joined(separator: " ")
        var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sizes)), }"
        let length = (10 + text.utf8.count + 1 + 63) / 64 * 64 - 10
        text += String(repeating: " ", count: length - 1 - text.utf8.count) + "\n"
        return [0x93] + "NUMPY".utf8 + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + text.utf8
    }
}
