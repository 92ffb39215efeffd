import Foundation

/// Runs a program and says whether it ended with 0.
func run(_ program: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
}

/// A second, read-only view of a folder, where the system lets the test mount one.
final class ReadOnlyMount: Sendable {
    let path: String

    init?(of folder: String) {
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

/// A small file system in memory, where the system lets the test mount one.
final class SmallFileSystem: Sendable {
    /// Whether the system lets the tests mount a file system.
    static let isPossible = SmallFileSystem(kilobytes: 16) != nil

    let path: String

    init?(kilobytes: Int) {
        path = FileManager.default.temporaryDirectory.path + "/ResultStoreTests-small-" + UUID().uuidString
        guard (try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)) != nil,
            run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path])
        else {
            rmdir(path)
            return nil
        }
    }

    /// Makes it larger, and says whether that was possible.
    func grow(kilobytes: Int) -> Bool { run("/bin/mount", ["-o", "remount,size=\(kilobytes)k", path]) }

    deinit {
        _ = run("/bin/umount", [path])
        rmdir(path)
    }
}
