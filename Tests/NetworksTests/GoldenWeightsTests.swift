import Foundation
import GoldenWeights
import Kernels
import Testing

@testable import Networks

/// The bits of the weights after fifty steps: the same for every instruction set, thread and order of work.
///
/// If they change on purpose, the numerics version must be raised; the failure message holds the new line.
@Suite struct GoldenWeightsTests {
    private static var stored: [String] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/golden-weights.txt")
        return (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n").map(String.init) ?? []
    }

    @Test(arguments: GoldenWeights.methods)
    func weightsAreThoseOfTheFile(_ method: MethodDefinition) {
        let line = GoldenWeights.line(method)
        #expect(Self.stored.contains(line), "the bits are now: \(line)")
    }

    /// The first line repeats the version of the arithmetic, so that the one cannot change without the other.
    @Test func theFileHasTheVersionAndEachMethodOnce() {
        #expect(Self.stored.first == "numerics version \(numericsVersion)")
        #expect(
            Self.stored.dropFirst().map { $0.split(separator: " ").first.map(String.init) ?? "" }
                == MethodDefinition.builtIn.map(\.name) + ["formula", "convolutions"])
    }

    /// Other weights are written under a later version only.
    @Test func weightsAreNotWrittenUnderTheSameVersion() {
        let stored = "numerics version 3\nsnn 0\n"
        #expect(GoldenWeights.mayReplace(stored, by: stored, version: 3))
        #expect(GoldenWeights.mayReplace(stored, by: stored + "formula 2\n", version: 3))
        #expect(!GoldenWeights.mayReplace(stored, by: "numerics version 3\nsnn 1\n", version: 3))
        #expect(!GoldenWeights.mayReplace(stored, by: "numerics version 2\nsnn 1\n", version: 2))
        #expect(GoldenWeights.mayReplace(stored, by: "numerics version 4\nsnn 1\n", version: 4))
        #expect(!GoldenWeights.mayReplace("snn 0\n", by: "numerics version 4\nsnn 1\n", version: 4))
        #expect(GoldenWeights.mayReplace("", by: "numerics version 1\nsnn 1\n", version: 1))
    }

    /// Trainings beside each other do not touch each other.
    @Test func concurrentTrainingsHaveTheSameBits() async {
        let sequential = MethodDefinition.builtIn.map(GoldenWeights.line)
        let concurrent = await withTaskGroup(of: (Int, String).self) { group in
            for (index, method) in MethodDefinition.builtIn.enumerated() {
                group.addTask { (index, GoldenWeights.line(method)) }
                group.addTask { (index, GoldenWeights.line(method)) }
            }
            var lines: [Int: Set<String>] = [:]
            for await (index, line) in group { lines[index, default: []].insert(line) }
            return lines
        }
        for (index, line) in sequential.enumerated() { #expect(concurrent[index] == [line]) }
    }
}
