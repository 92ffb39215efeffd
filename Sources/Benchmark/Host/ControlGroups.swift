import Foundation

/// The control groups of this process, in versions 1 and 2: where limits of processors and memory stand.
enum ControlGroups {
    /// The text of a small file of the system; nil where it cannot be read.
    static func contents(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }

    /// The folders of a controller's group and of all groups around it, the inner ones first.
    ///
    /// - Parameters:
    ///   - controller: `memory` or `cpu`.
    ///   - membership: the text of /proc/self/cgroup.
    static func folders(_ controller: String, membership: String? = nil) -> [String] {
        let text = membership ?? contents("/proc/self/cgroup") ?? ""
        return text.split(separator: "\n").flatMap { line -> [String] in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return [] }
            if parts[1].isEmpty { return chain(String(parts[2]), below: "/sys/fs/cgroup") }
            guard parts[1].split(separator: ",").contains(Substring(controller)) else { return [] }
            return chain(String(parts[2]), below: "/sys/fs/cgroup/\(controller)")
        }
    }

    /// A folder and those around it up to the root.
    private static func chain(_ path: String, below root: String) -> [String] {
        var names = path.split(separator: "/").filter { $0 != ".." }
        var folders: [String] = []
        while !names.isEmpty {
            folders.append(root + "/" + names.joined(separator: "/"))
            names.removeLast()
        }
        return folders + [root]
    }
}
