import Formats

/// Where and with what an attempt ran.
public struct EnvironmentRecord: Equatable, Hashable, Sendable {
    /// The host's name.
    public internal(set) var host: String
    /// The operating system and its version.
    public internal(set) var operatingSystem: String
    /// The processor's model name.
    public internal(set) var processor: String
    /// The instruction set the program was built for, for example `x86-64-v4`.
    public internal(set) var instructionSet: String
    /// The number of worker threads.
    public internal(set) var threads: Int
    /// The version of the Swift compiler.
    public internal(set) var swiftVersion: String
    /// The version of the program.
    public internal(set) var programVersion: String
    /// The commit the program was built from, where known.
    public internal(set) var sourceCommit: String
    /// The SHA-256 of all the others as canonical JSON.
    public internal(set) var digest: String

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

extension EnvironmentRecord: StoredRecord {
    static let table = FactTable.environments
    static let blank = EnvironmentRecord(
        host: "", operatingSystem: "", processor: "", instructionSet: "", threads: 0, swiftVersion: "",
        programVersion: "", sourceCommit: "")
    static let fields: [StoredField<EnvironmentRecord>] = [
        .text("host", \.host), .text("operating_system", \.operatingSystem), .text("processor", \.processor),
        .text("instruction_set", \.instructionSet), .integer("threads", \.threads),
        .text("swift_version", \.swiftVersion), .text("program_version", \.programVersion),
        .text("source_commit", \.sourceCommit), .text("environment_digest", \.digest),
    ]

    /// Whether the digest is that of the values.
    var hasItsDigest: Bool {
        EnvironmentRecord(
            host: host, operatingSystem: operatingSystem, processor: processor, instructionSet: instructionSet,
            threads: threads, swiftVersion: swiftVersion, programVersion: programVersion, sourceCommit: sourceCommit
        ) == self
    }
}
