import Formats
import Networks

/// The SHA-256 of a network's parameters and running statistics, in order, as little-endian floats.
///
/// Equal digests mean equal bits: what a rerun, another thread count or another processor must reproduce.
public func weightsDigest(of network: Network) -> String {
    let hasher = SHA256()
    for parameter in network.parameters {
        hasher.update(parameter.name)
        var bytes: [UInt8] = []
        let values = parameter.values
        bytes.reserveCapacity(4 * values.count)
        for value in values {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        hasher.update(bytes)
    }
    return hasher.finish().description
}
