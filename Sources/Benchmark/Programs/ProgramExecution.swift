import CPrograms
import Foundation

/// What a program may take, and how long it has to end once it is asked to.
///
/// None of it is part of a unit's identity: a program that keeps within other limits gives the same predictions.
public struct ProgramLimits: Sendable, Hashable {
    /// The seconds after which it is given up.
    public var seconds: Double
    /// The bytes that it and its descendants may have resident together.
    public var bytes: Double
    /// The bytes that its folder may hold.
    public var diskBytes: Double
    /// The seconds between SIGTERM and SIGKILL.
    public var grace: Double

    /// Makes limits.
    public init(seconds: Double = 600, bytes: Double = 2_147_483_648, diskBytes: Double = 1e9, grace: Double = 10) {
        self.seconds = seconds
        self.bytes = bytes
        self.diskBytes = diskBytes
        self.grace = grace
    }
}

/// One run of a program under a keeper, which ends all that it started.
struct ProgramExecution {
    /// How a program ended.
    enum Ending: Equatable {
        case exited(Int32)
        case signal(Int32)
        case stopped
        case timedOut
        case outOfMemory
        case wroteTooMuch
        /// The keeper was killed by what it kept.
        case lost
    }

    /// The path of the program.
    var path: String
    /// Its arguments, its own name first.
    var arguments: [String]
    /// The environment.
    var environment: [String: String]
    /// The folder that it runs in.
    var folder: String
    /// The folder that is measured, and removed at the end: the one that it runs in, or one around it.
    var scratch: String
    /// What it may take.
    var limits: ProgramLimits
    /// What it wrote to its standard output and error.
    private(set) var output = KeptOutput()
    private(set) var error = KeptOutput()

    init(
        path: String, arguments: [String], environment: [String: String], folder: String, scratch: String,
        limits: ProgramLimits
    ) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
        self.scratch = scratch
        self.limits = limits
    }

    /// Runs the program until it has ended in some way; afterwards nothing that it started is running, and its folder is gone.
    ///
    /// - Parameters:
    ///   - shouldStop: asked now and then; true asks the program to end.
    ///   - collect: what is read of the folder before it is removed, where the program exited by itself.
    /// - Throws: `ProgramError` where it cannot be started, and what `collect` throws.
    mutating func run(shouldStop: () -> Bool, collect: () throws -> Void) throws -> Ending {
        defer { Self.remove(scratch) }
        var child = try start()
        defer { Self.close(&child) }
        let ending = watch(child, shouldStop)
        if case .exited = ending { try collect() }
        // Removed before the keeper goes, which does it where we are ended now.
        Self.remove(scratch)
        snnbench_program_tell(child.control, "D")
        return ending
    }

    private func start() throws(ProgramError) -> snnbench_child {
        var child = snnbench_child()
        let words = arguments.map { strdup($0) } + [nil]
        let variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        let failure = path.withCString { path in
            folder.withCString { folder in
                scratch.withCString { scratch in
                    words.withUnsafeBufferPointer { words in
                        variables.withUnsafeBufferPointer { variables in
                            var program = snnbench_program(
                                path: path, arguments: words.baseAddress, environment: variables.baseAddress,
                                folder: folder, scratch: scratch, file_bytes: UInt64(max(1, limits.diskBytes)))
                            return snnbench_program_start(&program, &child)
                        }
                    }
                }
            }
        }
        guard failure == 0 else {
            throw .notStarted(program: arguments.first ?? path, reason: String(cString: strerror(failure)))
        }
        return child
    }

    /// Reads what the program writes, looks at what it takes, and asks it to end where that is too much.
    private mutating func watch(_ child: snnbench_child, _ shouldStop: () -> Bool) -> Ending {
        let began = ContinuousClock.now
        var asked: (ending: Ending, at: Double)?
        var isKilled = false
        var looked = (memory: 0.0, disk: 0.0)
        func send(_ command: String) { snnbench_program_tell(child.control, command) }
        while true {
            var polled = [child.output, child.error, child.report].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            // What has ended is readable for ever, and would be asked for ever.
            if output.isClosed { polled[0].fd = -1 }
            if error.isClosed { polled[1].fd = -1 }
            poll(&polled, 3, 20)
            output.read(child.output)
            error.read(child.error)
            if polled[2].revents != 0 {
                let ending = Self.ending(child)
                output.read(child.output)
                error.read(child.error)
                // It may have ended by itself just as it was asked to.
                if let asked, ending != .exited(0) { return asked.ending }
                return ending
            }
            let seconds = (ContinuousClock.now - began).seconds
            if let (ending, at) = asked {
                let isOver = seconds - at > limits.grace || isFarBeyond(ending, child)
                if isOver, !isKilled {
                    send("K")
                    isKilled = true
                }
                if isKilled, seconds - at > limits.grace + 30 { return ending }
                continue
            }
            var ending: Ending?
            if shouldStop() {
                ending = .stopped
            } else if seconds > limits.seconds {
                ending = .timedOut
            }
            if seconds - looked.memory > 0.05 {
                looked.memory = seconds
                if memory(child) > limits.bytes { ending = ending ?? .outOfMemory }
            }
            if seconds - looked.disk > 0.2 {
                looked.disk = seconds
                if Double(snnbench_folder_bytes(scratch)) > limits.diskBytes { ending = ending ?? .wroteTooMuch }
            }
            if let ending {
                asked = (ending, seconds)
                send("T")
            }
        }
    }

    /// Whether a program that was asked to end goes on to take what the machine may not have.
    private func isFarBeyond(_ ending: Ending, _ child: snnbench_child) -> Bool {
        switch ending {
        case .outOfMemory: memory(child) > 1.25 * limits.bytes
        case .wroteTooMuch: Double(snnbench_folder_bytes(scratch)) > 1.25 * limits.diskBytes
        default: false
        }
    }

    private func memory(_ child: snnbench_child) -> Double {
        var count: Int32 = 0
        return Double(snnbench_descendant_bytes(child.keeper, &count))
    }

    private static func ending(_ child: snnbench_child) -> Ending {
        var ending = snnbench_ending()
        let size = MemoryLayout<snnbench_ending>.size
        guard read(child.report, &ending, size) == size else {
            // The group is what is left to us where the keeper is gone.
            kill(-child.program, SIGKILL)
            return .lost
        }
        if snnbench_has_exited(ending.status) != 0 { return .exited(snnbench_exit_code(ending.status)) }
        return .signal(snnbench_signal(ending.status))
    }

    private static func close(_ child: inout snnbench_child) {
        for file in [child.control, child.output, child.error, child.report] { _ = Foundation.close(file) }
        while waitpid(child.keeper, nil, 0) < 0, errno == EINTR {}
    }

    /// Removes a folder, also one whose folders were closed on purpose.
    static func remove(_ folder: String) {
        guard FileManager.default.fileExists(atPath: folder) else { return }
        if (try? FileManager.default.removeItem(atPath: folder)) != nil { return }
        snnbench_open_folders(folder)
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// What is kept of a stream: its first and last parts, 64 kB together, however much is written.
struct KeptOutput: Sendable {
    /// The bytes of either part.
    private static let half = 32_000

    private var first: [UInt8] = []
    private var last: [UInt8] = []
    private var leftOut = 0
    /// Whether the other end was closed.
    private(set) var isClosed = false

    /// Reads what is there of a stream that does not block.
    mutating func read(_ file: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65536)
        // Not for ever, so that limits are looked at between.
        for _ in 0..<16 where !isClosed {
            let count = Foundation.read(file, &buffer, buffer.count)
            if count <= 0 {
                if count == 0 { isClosed = true }
                return
            }
            add(buffer[..<count])
        }
    }

    /// Adds bytes.
    mutating func add(_ bytes: ArraySlice<UInt8>) {
        let taken = bytes.prefix(max(0, Self.half - first.count))
        first += taken
        last += bytes.dropFirst(taken.count)
        if last.count > 2 * Self.half {
            leftOut += last.count - Self.half
            last.removeFirst(last.count - Self.half)
        }
    }

    /// The text; nil where nothing was written.
    ///
    /// Bytes that are no UTF-8 are replaced.
    var text: String? {
        guard !first.isEmpty else { return nil }
        let end = last.suffix(Self.half)
        let omitted = leftOut + last.count - end.count
        var bytes = first
        if omitted > 0 { bytes += "\n[... \(omitted) bytes are left out ...]\n".utf8 }
        bytes += end
        return String(decoding: bytes.map { $0 == 0 ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }
}
