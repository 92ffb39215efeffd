import Foundation
import GoldenWeights

// Prints the golden weights, which Tools/check-weights compares with the file of the tests; with the path of that file
// writes it, unless it has other weights of the same version of the arithmetic.
if let path = CommandLine.arguments.dropFirst().first {
    let stored = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let text = GoldenWeights.text
    guard GoldenWeights.mayReplace(stored, by: text) else {
        let hint = "\(path) has other weights: raise numericsVersion in Sources/Kernels/NumericsVersion.swift first\n"
        FileHandle.standardError.write(Data(hint.utf8))
        exit(1)
    }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
} else {
    print(GoldenWeights.text, terminator: "")
}
