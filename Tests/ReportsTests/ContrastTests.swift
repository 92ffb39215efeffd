import Evaluation
import Foundation
import Graphics
import Testing

@testable import Reports

/// Colours that everybody can read and tell apart.
@Suite struct ContrastTests {
    /// Text has a contrast of 4.5 and more to what lies behind it (WCAG 2.2, criterion 1.4.3), on paper and on a dark screen.
    @Test func textCanBeRead() {
        var pairs: [(text: Paint, behind: Paint)] = [.ink, .muted, .good, .bad].map { ($0, .surface) }
        pairs += (0..<Paint.heatCount).map { (.heatText($0), .heat($0)) }
        for (text, behind) in pairs {
            #expect(Self.contrast(text.light, behind.light) >= 4.5, "\(text) on \(behind), light")
            #expect(Self.contrast(text.dark, behind.dark) >= 4.5, "\(text) on \(behind), dark")
        }
    }

    /// To people with each kind of colour-blindness two of the seven methods differ in colour or in dashes.
    @Test func linesCanBeToldApart() {
        let names = MethodName.paperNames
        for matrix in Self.blindness {
            for (place, first) in names.enumerated() {
                for second in names.dropFirst(place + 1) {
                    let paints = (MethodName.paint(first, among: names), MethodName.paint(second, among: names))
                    let distance = min(
                        Self.distance(paints.0.light, paints.1.light, matrix),
                        Self.distance(paints.0.dark, paints.1.dark, matrix))
                    let isDashedAlike =
                        MethodName.dashing(first, among: names) == MethodName.dashing(second, among: names)
                    #expect(distance >= (isDashedAlike ? 13 : 5), "\(first) and \(second): \(distance)")
                }
            }
        }
    }

    /// Machado, Oliveira and Fernandes (2009), severity 1: none, protanopia, deuteranopia, tritanopia.
    private static let blindness: [[[Double]]] = [
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ]

    private static func linear(_ colour: String) -> [Double] {
        let number = Int(colour.dropFirst(), radix: 16) ?? 0
        return [number >> 16, number >> 8 & 255, number & 255].map { channel in
            let value = Double(channel) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
    }

    private static func contrast(_ first: String, _ second: String) -> Double {
        let values = [first, second].map { colour in
            zip(linear(colour), [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 } + 0.05
        }
        return max(values[0], values[1]) / min(values[0], values[1])
    }

    /// The distance in CIELAB as a kind of eye sees two colours.
    private static func distance(_ first: String, _ second: String, _ matrix: [[Double]]) -> Double {
        let points = [first, second].map { colour -> [Double] in
            let seen = matrix.map { row in min(1, max(0, zip(row, linear(colour)).reduce(0) { $0 + $1.0 * $1.1 })) }
            func curve(_ weights: [Double], _ white: Double) -> Double {
                let value = zip(weights, seen).reduce(0) { $0 + $1.0 * $1.1 } / white
                return value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116
            }
            let (x, y, z) = (
                curve([0.4124, 0.3576, 0.1805], 0.95047), curve([0.2126, 0.7152, 0.0722], 1),
                curve([0.0193, 0.1192, 0.9505], 1.08883)
            )
            return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
        }
        return zip(points[0], points[1]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
}
