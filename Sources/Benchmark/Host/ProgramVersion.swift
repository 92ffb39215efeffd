import CEmbedded
import Kernels

/// The version of the program, as Package.swift says it.
public let programVersion = String(cString: snnbench_version())

/// Version, commit and instruction set in one line, as "0.1.0, commit 1a2b3c4, AVX-512 (native)".
public let programDescription = [
    programVersion,
    String(cString: snnbench_commit()).isEmpty ? "commit unknown" : "commit \(String(cString: snnbench_commit()))",
    "\(InstructionSet.builtFor.rawValue) (\(String(cString: snnbench_architecture())))",
].joined(separator: ", ")
