import Evaluation
import Formats
import Foundation
import ResultStore
import Safetensors
import SelfNormalization
import Statistics

/// One call of each library, with the answer that it must give.
@main
struct PackageUse {
    static func main() throws {
        // Five wins of five: one of 2^5 patterns of signs is as far to either side.
        let test = WilcoxonSignedRankTest(mode: .exact, alternative: .greater)
        expect(try test.run(x: [0.9, 0.8, 0.7, 0.6, 0.5], y: [0.8, 0.6, 0.4, 0.2, 0]).p == 1 / 32.0, "Statistics")

        // The fixed point of SELU: mean 0 and variance 1 stay where the weights are normalised.
        let next = MomentMap<Double>.standard.moments(MapPoint(mean: 0, omega: 0, variance: 1, tau: 1))
        expect(abs(next.mean) < 1e-12 && abs(next.variance - 1) < 1e-12, "SelfNormalization")

        let file = Safetensors(metadata: ["made by": "PackageUse"], tensors: ["weights": Tensor([1, 2, 3] as [Float])])
        expect(try Safetensors(bytes: file.bytes) == file, "Safetensors")

        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        expect(SHA256.digest(of: "").description == empty, "Formats")

        do {
            _ = try ResultStore.open("/nowhere/results.sqlite", for: .reading)
            expect(false, "ResultStore")
        } catch let error {
            expect(error == .missing(file: "/nowhere/results.sqlite"), "ResultStore")
        }
        expect(SelectionRule(record: SelectionRule.paper.record.text) == .paper, "Evaluation")

        print(
            "Evaluation, Formats, ResultStore, Safetensors, SelfNormalization and Statistics, by version: as they should be"
        )
    }

    /// Ends with a line where an answer is another one.
    static func expect(_ condition: Bool, _ library: String) {
        guard !condition else { return }
        FileHandle.standardError.write(Data("\(library): not the answer that it must give\n".utf8))
        exit(1)
    }
}
