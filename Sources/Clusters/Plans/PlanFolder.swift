import Formats
import Foundation
import ResultStore

/// The folder of a plan: the plan, its units, and for each bundle a folder of logs.
///
///     plan.json            the plan
///     units.jsonl          a unit a line: bundle, predicted seconds and bytes
///     shards/0017/*.log    what was trained of bundle 17, a file for each worker
public struct PlanFolder: Sendable {
    /// The path, as it was named.
    public let path: String

    /// Takes a folder.
    public init(_ path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// The plan's file.
    public var planFile: String { path + "/plan.json" }

    /// The file of the units.
    public var unitsFile: String { path + "/units.jsonl" }

    /// Whether a path is such a folder.
    public static func isPlan(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: PlanFolder(path).planFile)
    }

    /// The folder of a bundle's logs.
    public func shard(_ number: Int) -> String {
        let digits = String(number)
        return path + "/shards/" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The logs of a bundle, in the order of their names; none where there is no folder.
    func logs(ofShard number: Int) throws(PlanError) -> [String] {
        let folder = shard(number)
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".log") }
                .sorted().map { folder + "/" + $0 }
        } catch {
            throw PlanError(
                file: folder, problem: "it cannot be read: \(error.localizedDescription)", kind: .inputOutput)
        }
    }

    /// Reads the plan.
    ///
    /// - Throws: `PlanError`.
    public func plan() throws(PlanError) -> Plan {
        guard FileManager.default.fileExists(atPath: path) else {
            throw PlanError(file: path, problem: "there is no such folder", kind: .inputOutput)
        }
        guard Self.isPlan(path) else {
            throw PlanError(
                file: path,
                problem: "there is no plan.json in it; snnbench plan --into \(ShellWord.quoted(path)) makes one",
                kind: .inputOutput)
        }
        do {
            return try Plan(text: try String(contentsOfFile: planFile, encoding: .utf8), file: planFile)
        } catch let error as PlanError {
            throw error
        } catch {
            throw PlanError(
                file: planFile, problem: "it cannot be read: \(error.localizedDescription)", kind: .inputOutput)
        }
    }

    /// Writes a plan: the folder appears whole or not at all.
    ///
    /// - Returns: false where the same plan is there already.
    /// - Throws: `PlanError` where there is another plan, or a folder of something else, or it cannot be written.
    public func write(_ plan: Plan) throws(PlanError) -> Bool {
        if try holds(plan) { return false }
        let aside = "\(path).\(ProcessInfo.processInfo.processIdentifier)\(AsideFile.mark)"
        do {
            try FileManager.default.createDirectory(atPath: aside, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: aside) }
            for (name, bytes) in [("units.jsonl", plan.unitLines), ("plan.json", Array(plan.text.utf8))] {
                let file = try AsideFile(aside + "/" + name)
                try file.write(bytes)
                try file.commit()
            }
            guard rename(aside, path) == 0 else {
                // Somebody else was faster, or there is an empty folder no longer empty.
                if try holds(plan) { return false }
                throw PlanError(file: path, problem: "it cannot be made: \(Self.message(errno))", kind: .inputOutput)
            }
            return true
        } catch let error as PlanError {
            throw error
        } catch {
            throw PlanError(
                file: path,
                problem:
                    "the plan cannot be written: \((error as? ResultStoreError)?.description ?? error.localizedDescription)",
                kind: .inputOutput)
        }
    }

    /// Whether the same plan is there; nothing may be there else.
    private func holds(_ plan: Plan) throws(PlanError) -> Bool {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path), !names.isEmpty else {
            return false
        }
        guard names.contains("plan.json") else {
            throw PlanError(file: path, problem: "it is a folder of something else; name a new one", kind: .usage)
        }
        guard (try? String(contentsOfFile: planFile, encoding: .utf8)) == plan.text else {
            throw PlanError(
                file: path, problem: "there is another plan in it, and plans are never changed; name a new folder",
                kind: .usage)
        }
        return true
    }

    static func message(_ code: Int32) -> String { String(cString: strerror(code)) }
}
