import CEmbedded
import Datasets

extension Manifest {
    /// The manifest that the program was built with.
    public static func embedded() throws(ManifestError) -> Manifest {
        let name = "datasets.manifest"
        let file = snnbench_embedded_file_named("manifest", name)?.pointee
        let bytes = file.map { Array(UnsafeBufferPointer(start: $0.bytes, count: $0.count)) } ?? []
        return try Manifest(NamedBytes(name: name, bytes: bytes))
    }
}
