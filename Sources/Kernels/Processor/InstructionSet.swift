import CProcessor

/// The vector instructions that this build of the kernels uses.
///
/// The results of the kernels do not depend on it, only their speed does: the widths of tiles follow the
/// instruction set, the order of every sum does not.
public enum InstructionSet: String, Sendable, CaseIterable {
    /// x86-64 with AVX-512 F, BW, DQ and VL (`-march=x86-64-v4`): 32 registers of 16 floats.
    case avx512 = "AVX-512"
    /// x86-64 with AVX2 and FMA (`-march=x86-64-v3`): 16 registers of 8 floats.
    case avx2 = "AVX2"
    /// AArch64 with its 128-bit vectors: 32 registers of 4 floats.
    case neon = "NEON"
    /// No fused multiply-add instruction: right results, at the speed of a library call an element.
    case baseline = "baseline"

    /// The instruction set that the kernels of this binary were compiled for.
    public static var builtFor: InstructionSet {
        switch snnbench_built_for() {
        case 512: .avx512
        case 256: .avx2
        case 128: .neon
        default: .baseline
        }
    }

    /// Whether the running processor can execute this instruction set.
    public var isSupportedHere: Bool {
        switch self {
        case .avx512: snnbench_processor_has_avx512()
        case .avx2: snnbench_processor_has_avx2()
        case .neon: snnbench_processor_has_neon()
        case .baseline: true
        }
    }

    /// The widest instruction set that the running processor can execute.
    public static var widestHere: InstructionSet {
        allCases.first { $0.isSupportedHere } ?? .baseline
    }
}
