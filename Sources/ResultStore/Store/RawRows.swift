import GRDB
import GRDBSQLite

/// The rows of a statement, read through SQLite's own interface: for millions of rows, where a value a cell is too slow.
///
/// Nobody else may step the statement meanwhile, and everything happens on the database's queue.
final class RawRows {
    private let database: Database
    /// Kept, since it owns the pointer.
    private let statement: Statement
    private let pointer: OpaquePointer

    /// Starts a statement.
    init(_ statement: Statement, _ arguments: StatementArguments = [], in database: Database) throws {
        self.database = database
        self.statement = statement
        pointer = statement.sqliteStatement
        try statement.setArguments(arguments)
    }

    /// Starts a statement with arguments of which some may be missing.
    init(_ statement: Statement, unchecked arguments: StatementArguments, in database: Database) {
        self.database = database
        self.statement = statement
        pointer = statement.sqliteStatement
        statement.setUncheckedArguments(arguments)
    }

    /// Starts a statement without parameters.
    convenience init(_ sql: String, in database: Database) throws {
        try self.init(try database.makeStatement(sql: sql), in: database)
    }

    deinit { sqlite3_reset(pointer) }

    /// Goes to the next row; false after the last one.
    func next() throws -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw database.failure(code)
        }
    }

    /// Whether a cell has no value.
    func isNull(_ column: Int) -> Bool { sqlite3_column_type(pointer, CInt(column)) == SQLITE_NULL }

    /// A cell as a whole number.
    func integer(_ column: Int) -> Int64? {
        isNull(column) ? nil : sqlite3_column_int64(pointer, CInt(column))
    }

    /// A cell as a number.
    func double(_ column: Int) -> Double? {
        isNull(column) ? nil : sqlite3_column_double(pointer, CInt(column))
    }

    /// A cell as a text.
    func text(_ column: Int) -> String? {
        withBytes(column) { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    /// Hands a text's or blob's bytes on, which last no longer than the call; none where the cell has no value.
    func withBytes<Value>(_ column: Int, _ body: (UnsafeRawBufferPointer?) throws -> Value) rethrows -> Value {
        guard !isNull(column) else { return try body(nil) }
        // In this order: the text makes what the number of bytes is of.
        let start =
            sqlite3_column_type(pointer, CInt(column)) == SQLITE_BLOB
            ? sqlite3_column_blob(pointer, CInt(column))
            : sqlite3_column_text(pointer, CInt(column)).map { UnsafeRawPointer($0) }
        return try body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, CInt(column)))))
    }

    /// A cell of any type.
    func value(_ column: Int) -> QueryValue {
        switch sqlite3_column_type(pointer, CInt(column)) {
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(pointer, CInt(column)))
        case SQLITE_FLOAT: .real(sqlite3_column_double(pointer, CInt(column)))
        case SQLITE_TEXT: .text(text(column) ?? "")
        case SQLITE_BLOB: .blob(withBytes(column) { $0.map { Array($0) } ?? [] })
        default: .null
        }
    }

    /// Binds the cells of this row, from one column on, to the parameters of another statement from a place on.
    func copy(_ columns: Range<Int>, to other: RawInsert, from place: Int) {
        for (offset, column) in columns.enumerated() {
            sqlite3_bind_value(
                other.pointer, CInt(place + offset), sqlite3_column_value(pointer, CInt(column)))
        }
    }
}

/// A statement that adds rows, through SQLite's own interface.
final class RawInsert {
    private let database: Database
    private let statement: Statement
    fileprivate let pointer: OpaquePointer

    /// Prepares the statement that adds a row to a table.
    convenience init(into table: FactTable, in database: Database) throws {
        self.init(try database.makeStatement(sql: table.insertSQL), in: database)
    }

    /// Prepares the statement that adds some rows to a table.
    fileprivate convenience init(batchInto table: FactTable, in database: Database) throws {
        // A run needs it for each attempt.
        self.init(try database.cachedStatement(sql: table.batchSQL), in: database)
    }

    private init(_ statement: Statement, in database: Database) {
        self.database = database
        self.statement = statement
        pointer = statement.sqliteStatement
    }

    deinit { sqlite3_clear_bindings(pointer) }

    /// Sets a column's value; places are counted from 1.
    func bind(_ number: Int64, at place: Int) { sqlite3_bind_int64(pointer, CInt(place), number) }

    /// Sets a column's value; places are counted from 1.
    func bind(_ text: String, at place: Int) {
        // With its length, since a text may hold a NUL. SQLITE_TRANSIENT: SQLite keeps a copy.
        sqlite3_bind_text(
            pointer, CInt(place), text, CInt(clamping: text.utf8.count),
            unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    }

    /// Sets a column's value; places are counted from 1.
    func bind(_ value: QueryValue, at place: Int) {
        switch value {
        case .null: sqlite3_bind_null(pointer, CInt(place))
        case .integer(let number): bind(number, at: place)
        case .real(let number): sqlite3_bind_double(pointer, CInt(place), number)
        case .text(let text): bind(text, at: place)
        case .blob(let bytes):
            sqlite3_bind_blob(
                pointer, CInt(place), bytes, CInt(bytes.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        }
    }

    /// Sets a column's value; places are counted from 1.
    func bind(_ value: DatabaseValue, at place: Int) {
        switch value.storage {
        case .null: sqlite3_bind_null(pointer, CInt(place))
        case .int64(let number): bind(number, at: place)
        case .double(let number): sqlite3_bind_double(pointer, CInt(place), number)
        case .string(let text): bind(text, at: place)
        case .blob(let data): bind(QueryValue.blob(Array(data)), at: place)
        }
    }

    /// Adds what is bound.
    func run() throws {
        let code = sqlite3_step(pointer)
        sqlite3_reset(pointer)
        guard code == SQLITE_DONE else { throw database.failure(code) }
    }
}

/// Rows that wait until there are enough of them for one statement: a statement a row takes a third longer.
final class RowBatch {
    private let statement: RawInsert
    private let width: Int
    private var count = 0

    /// Starts without rows.
    init(into record: (some StoredRecord).Type, in database: Database) throws {
        width = record.fields.count
        statement = try RawInsert(batchInto: record.table, in: database)
    }

    /// Adds a row: the id of what it belongs to, then the cells after the first one of a row that was read.
    func add(_ id: Int64, _ row: RawRows) throws {
        let place = 1 + count * width
        statement.bind(id, at: place)
        row.copy(1..<width, to: statement, from: place + 1)
        count += 1
        if count == FactTable.batchCapacity { try flush() }
    }

    /// Adds a record: the id of what it belongs to, which is its first column, then its values.
    func add<Record: StoredRecord>(_ id: Int64, _ record: Record) throws {
        let place = 1 + count * width
        statement.bind(id, at: place)
        let fields = Record.fields
        for column in 1..<fields.count { statement.bind(fields[column].value(record), at: place + column) }
        count += 1
        if count == FactTable.batchCapacity { try flush() }
    }

    /// Writes the rows that wait.
    func flush() throws {
        guard count > 0 else { return }
        // What is left there of earlier rows has no id then, and is passed over.
        for row in count..<FactTable.batchCapacity { statement.bind(DatabaseValue.null, at: 1 + row * width) }
        count = 0
        try statement.run()
    }
}

extension Database {
    /// The error of a result code of SQLite.
    fileprivate func failure(_ code: CInt) -> DatabaseError {
        let message = sqliteConnection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
}
