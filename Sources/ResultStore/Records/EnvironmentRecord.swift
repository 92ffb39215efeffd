import Formats

/// Where and with what an attempt ran.
public struct EnvironmentRecord: Equatable, Hashable, Sendable {
    /// The host's name.
    public let host: String
    /// The operating system and its version.
    public let operatingSystem: String
    /// The processor's model name.
    public let processor: String
    /// The instruction set the program was built for, for example `x86-64-v4`.
    public let instructionSet: String
    /// The number of worker threads.
    public let threads: Int
    /// The version of the Swift compiler.
    public let swiftVersion: String
    /// The version of the program.
    public let programVersion: String
    /// The commit the program was built from, where known.
    public let sourceCommit: String
    /// The SHA-256 of all the others as canonical JSON.
    public let digest: String

    /// Creates an environment.
    ///
    /// - Parameters:
    ///   - host: The host's name.
    ///   - operatingSystem: The operating system and its version.
    ///   - processor: The processor's model name.
    ///   - instructionSet: The instruction set the program was built for.
    ///   - threads: The number of worker threads.
    ///   - swiftVersion: The version of the Swift compiler.
    ///   - programVersion: The version of the program.
    ///   - sourceCommit: The commit the program was built from, or an empty text.
    public init(
        host: String, operatingSystem: String, processor: String, instructionSet: String, threads: Int,
        swiftVersion: String, programVersion: String, sourceCommit: String
    ) {
        self.host = host
        self.operatingSystem = operatingSystem
        self.processor = processor
        self.instructionSet = instructionSet
        self.threads = threads
        self.swiftVersion = swiftVersion
        self.programVersion = programVersion
        self.sourceCommit = sourceCommit
        digest =
            CanonicalJSON.object([
                "host": .string(host), "instruction_set": .string(instructionSet),
                "operating_system": .string(operatingSystem), "processor": .string(processor),
                "program_version": .string(programVersion), "source_commit": .string(sourceCommit),
                "swift_version": .string(swiftVersion), "threads": .integer(Int64(threads)),
            ]).digest
    }
}
