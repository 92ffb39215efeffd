import Foundation

/// Runs a program and says whether it ended with 0.
private func run(_ program: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
}

/// A second, read-only view of a folder, for as long as the value is kept: root may write into any other.
public final class ReadOnlyMount: Sendable {
    /// Where the folder is seen.
    public let path: String

    /// Mounts a folder beside itself; nil where the system does not let the test mount one.
    public init?(of folder: String) {
        path = folder + "-read-only"
        guard (try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)) != nil,
            run("/bin/mount", ["--bind", folder, path])
        else {
            rmdir(path)
            return nil
        }
        guard run("/bin/mount", ["-o", "remount,ro,bind", path]) else {
            _ = run("/bin/umount", [path])
            rmdir(path)
            return nil
        }
    }

    deinit {
        _ = run("/bin/umount", [path])
        rmdir(path)
    }
}

/// A small file system in memory, for as long as the value is kept: what becomes full.
public final class SmallFileSystem: Sendable {
    /// Whether the system lets the tests mount a file system.
    public static let isPossible = SmallFileSystem(kilobytes: 16) != nil

    /// Where it is.
    public let path: String

    /// Mounts one; nil where the system does not let the test.
    public init?(kilobytes: Int) {
        path = FileManager.default.temporaryDirectory.path + "/snnbench-small-" + UUID().uuidString
        guard (try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)) != nil,
            run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path])
        else {
            rmdir(path)
            return nil
        }
    }

    /// Makes it larger, and says whether that was possible.
    public func grow(kilobytes: Int) -> Bool { run("/bin/mount", ["-o", "remount,size=\(kilobytes)k", path]) }

    deinit {
        _ = run("/bin/umount", [path])
        rmdir(path)
    }
}
