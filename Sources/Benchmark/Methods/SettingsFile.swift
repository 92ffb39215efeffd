import Foundation

/// A small file of settings in JSON5: JSON with comments, names without quotes and commas at the end of lists.
struct SettingsFile {
    /// The path, as messages show it.
    let path: String
    /// The object that the file is.
    let root: SettingsValue
    private let outline: SettingsOutline

    /// The largest file that is read.
    private static let maximumBytes = 1 << 20

    /// Reads a file.
    init(path: String) throws(SettingsError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw SettingsError(file: path, line: nil, problem: "there is no such file", kind: .inputOutput)
        }
        guard !isFolder.boolValue else {
            throw SettingsError(file: path, line: nil, problem: "it is a folder", kind: .inputOutput)
        }
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            data = try handle.read(upToCount: Self.maximumBytes + 1) ?? Data()
        } catch {
            throw SettingsError(
                file: path, line: nil, problem: "it cannot be read: \(error.localizedDescription)", kind: .inputOutput)
        }
        try self.init(path: path, data: data)
    }

    /// Reads the content of a file.
    init(path: String, data: Data) throws(SettingsError) {
        self.path = path
        func wrong(_ problem: String, line: Int? = nil) -> SettingsError {
            SettingsError(file: path, line: line, problem: problem)
        }
        guard data.count <= Self.maximumBytes else { throw wrong("it is larger than any method or grid, over 1 MB") }
        guard let text = String(validating: data, as: UTF8.self) else { throw wrong("it is not UTF-8 text") }
        do {
            outline = try SettingsOutline(text)
        } catch {
            throw wrong("\(error.reason) (the format is JSON5)", line: error.line)
        }
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        do {
            root = try decoder.decode(SettingsValue.self, from: data)
        } catch {
            throw wrong("it is not valid JSON5")
        }
        guard case .object = root else {
            throw wrong("it holds \(root.kind), not an object in braces { }", line: outline.lines[""])
        }
    }

    /// An error about the value of a path.
    func error(at path: String, _ problem: String) -> SettingsError {
        SettingsError(file: self.path, line: line(of: path), problem: problem)
    }

    /// Whether a value stands before another, by lines and then by names.
    func precedes(_ first: String, _ second: String) -> Bool {
        (line(of: first) ?? 0, first) < (line(of: second) ?? 0, second)
    }

    /// The line of a value, or of the innermost object around it that has one.
    private func line(of path: String) -> Int? {
        var path = path[...]
        while true {
            if let line = outline.lines[String(path)] { return line }
            guard let slash = path.lastIndex(of: "/") else { return nil }
            path = path[..<slash]
        }
    }
}
