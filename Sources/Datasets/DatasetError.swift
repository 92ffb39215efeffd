import Formats

/// What is wrong with a task's data, where, and what to do.
public enum DatasetError: ClassifiedError, Equatable, Sendable {
    /// A file could not be read; `reason` is the system's.
    case unreadable(file: String, reason: String)
    /// A file or task without any row.
    case empty(file: String)
    /// A line (1-based) with another number of cells than the first.
    case raggedRow(file: String, line: Int, found: Int, expected: Int)
    /// A cell (line and column 1-based) that is no number.
    case notANumber(file: String, line: Int, column: Int, text: String)
    /// A cell (line and column 1-based) that is infinite or NaN or too large for single precision.
    case notFinite(file: String, line: Int, column: Int, text: String)
    /// A class that is no integer in `0..<classes`.
    case labelOutOfRange(file: String, line: Int, text: String, classes: Int)
    /// A fold's mark that is neither 0 nor 1.
    case notAMark(file: String, line: Int, column: Int, text: String)
    /// A row marked both as test and as validation in one split.
    case testAndValidation(file: String, line: Int, column: Int)
    /// Two files that should describe the same rows.
    case rowCountsDiffer(file: String, rows: Int, otherFile: String, otherRows: Int)
    /// Two files that should describe the same splits.
    case splitCountsDiffer(file: String, splits: Int, otherFile: String, otherSplits: Int)
    /// A task without any split.
    case noSplit(task: TaskName)
    /// A split without any row in some part.
    case emptyPart(task: TaskName, split: Int, part: SplitPart)
    /// A split that names a row which the task does not have.
    case rowOutOfRange(task: TaskName, split: Int, row: Int, rows: Int)
    /// A split that names a row twice.
    case rowTwice(task: TaskName, split: Int, row: Int)
    /// A task whose numbers are not those that are known; `quantity` is `rows`, `features` or `classes`.
    case shapeDiffers(task: TaskName, quantity: String, found: Int, expected: Int)
    /// A file that does not follow its format at some line (1-based) or, where `line` is 0, as a whole.
    case malformed(file: String, line: Int, problem: String)

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
            "cannot read \(file): \(reason)"
        case .empty(let file):
            "\(file) has no rows; fetch it again or fill it"
        case .raggedRow(let file, let line, let found, let expected):
            "\(file), line \(line): \(found) cells where the first line has \(expected); fetch the file again or mend that line"
        case .notANumber(let file, let line, let column, let text):
            "\(file), line \(line), column \(column): “\(quoted(text))” is not a number; write a decimal number there"
        case .notFinite(let file, let line, let column, let text):
            "\(file), line \(line), column \(column): “\(quoted(text))” is not a finite number in single precision; fill or drop it"
        case .labelOutOfRange(let file, let line, let text, let classes):
            "\(file), line \(line): label “\(quoted(text))” is not an integer from 0 to \(classes - 1); number the classes from 0"
        case .notAMark(let file, let line, let column, let text):
            "\(file), line \(line), column \(column): “\(quoted(text))” is neither 0 nor 1; mark the rows of a fold with 1"
        case .testAndValidation(let file, let line, let column):
            "\(file), line \(line), column \(column): the row is also a test row of that split; unmark it in one of the two files"
        case .rowCountsDiffer(let file, let rows, let otherFile, let otherRows):
            "\(file) has \(rows) rows but \(otherFile) has \(otherRows); fetch both again or mend the shorter one"
        case .splitCountsDiffer(let file, let splits, let otherFile, let otherSplits):
            "\(file) has \(splits) columns but \(otherFile) has \(otherSplits); give both one column a split"
        case .noSplit(let task):
            "\(task) has no split; give it at least one"
        case .emptyPart(let task, let split, let part):
            "\(task), split \(split): no \(part.rawValue) row; choose another split or mark some rows"
        case .rowOutOfRange(let task, let split, let row, let rows):
            "\(task), split \(split): there is no row \(row), rows go from 0 to \(rows - 1); mend the split"
        case .rowTwice(let task, let split, let row):
            "\(task), split \(split): row \(row) is there twice; put it into one part only"
        case .shapeDiffers(let task, let quantity, let found, let expected):
            "\(task) has \(found) \(quantity) where \(expected) are expected; fetch it again or mend the manifest"
        case .malformed(let file, let line, let problem):
            line > 0 ? "\(file), line \(line): \(problem)" : "\(file): \(problem)"
        }
    }
}

/// A text fit for a one-line message: cut to 40 characters, without control characters.
func quoted(_ text: String) -> String { TerminalText.short(text) }
