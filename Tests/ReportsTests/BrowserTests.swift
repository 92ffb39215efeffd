import Foundation
import ReportStores
import ResultStore
import Testing

@testable import Reports

/// Pages as a browser sees them: Tools/check-report sorts the heat map and looks for errors, requests and overflow.
@Suite(.enabled(if: Browser.program != nil, "there is no chromium or python3 here; make report-check installs it"))
struct BrowserTests {
    @Test func aWholeStudyWorks() throws { try check(StudySpecification.full.write, focus: "snn") }

    @Test func hostileNamesRunNothing() throws { try check(StudySpecification.hostile.write) }

    @Test func anEmptyStoreWorks() throws { try check(StudySpecification.writeEmpty) }

    private func check(_ write: (String) throws -> Void, focus: String? = nil) throws {
        try StudySpecification.withFile(write) { file in
            let page = file + ".html"
            try Data(Report.of(file, focus: focus).html().utf8).write(to: URL(fileURLWithPath: page))
            let result = try Browser.check(page)
            #expect(result.exitCode == 0, "\(result.output)")
        }
    }
}

/// The script that drives the browser.
enum Browser {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The browser, where there is one and Python too.
    static let program: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        func find(_ names: [String]) -> String? {
            for name in names {
                for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
                    return "\(folder)/\(name)"
                }
            }
            return nil
        }
        return find(["python3"]) == nil ? nil : find(["chromium", "chromium-browser", "google-chrome"])
    }()

    static func check(_ page: String) throws -> (exitCode: Int32, output: String) {
        let process = Process()
        process.executableURL = root.appending(path: "Tools/check-report")
        process.arguments = [page, "--chromium", program ?? ""]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
