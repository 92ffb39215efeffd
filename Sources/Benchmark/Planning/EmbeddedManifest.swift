import CBuildInformation
import Datasets

extension Manifest {
    /// The manifest that the program was built with.
    public static func embedded() throws(ManifestError) -> Manifest {
        var count = 0
        guard let bytes = snnbench_manifest(&count) else {
            return try Manifest(NamedBytes(name: "datasets.manifest", bytes: []))
        }
        return try Manifest(
            NamedBytes(name: "datasets.manifest", bytes: Array(UnsafeBufferPointer(start: bytes, count: count))))
    }
}
