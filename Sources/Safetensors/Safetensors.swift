/// The content of a safetensors file: named tensors and some texts about them.
///
/// The format is that of the safetensors library: eight bytes with the length of a JSON header, the header, then the
/// tensors' little-endian bytes without gaps.
public struct Safetensors: Equatable, Sendable {
    /// What the writer says about the tensors.
    public var metadata: [String: String]
    /// The tensors by name.
    public var tensors: [String: Tensor]

    /// Puts together tensors and what is said about them.
    public init(metadata: [String: String] = [:], tensors: [String: Tensor] = [:]) {
        self.metadata = metadata
        self.tensors = tensors
    }

    /// The tensor of a name.
    ///
    /// - Throws: `SafetensorsError.missingTensor`.
    public func tensor(_ name: String) throws(SafetensorsError) -> Tensor {
        guard let tensor = tensors[name] else { throw .missingTensor(name: name) }
        return tensor
    }

    /// The name of a tensor with a number that is infinite or NaN, the first in order; nil where all are finite.
    public var firstNotFinite: String? {
        tensors.filter { !$0.value.isFinite }.keys.min()
    }
}
