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

    @Test(arguments: MethodDefinition.builtIn)
    func weightsAreThoseOfTheFile(_ method: MethodDefinition) {
        let line = GoldenWeights.line(method)
        #expect(Self.stored.contains(line), "the bits are now: \(line)")
    }

    @Test func theFileHasEachMethodOnce() {
        #expect(
            Self.stored.map { $0.split(separator: " ").first.map(String.init) ?? "" }
                == MethodDefinition.builtIn.map(\.name))
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
