import Foundation

/// Matrices of doubles that remember how they came about, for gradients by the chain rule.
///
/// Written plainly and apart from the kernels, so that the two can be held against each other. With rounding each result moves by a
/// random share of what single precision may round away, so that several passes tell how far rounding alone can carry.
final class PlainTape {
    /// A matrix and the gradient of the loss with respect to it.
    final class Value {
        let rows: Int
        let columns: Int
        var numbers: [Double]
        var gradient: [Double]

        init(rows: Int, columns: Int, _ numbers: [Double]) {
            self.rows = rows
            self.columns = columns
            self.numbers = numbers
            gradient = Array(repeating: 0, count: numbers.count)
        }
    }

    /// Half the distance from 1 to the next number of single precision.
    static let unit = 0x1p-24

    private var steps: [() -> Void] = []
    private var state: UInt64
    private let isRounding: Bool

    /// Makes an empty tape.
    ///
    /// - Parameter seed: of the roundings; nil for none.
    init(seed: UInt64?) {
        isRounding = seed != nil
        state = seed ?? 0
    }

    /// What rounding may add to a number made of terms of some size: nothing, or a share of one unit from -1 to 1 (SplitMix64).
    func rounding(_ size: Double) -> Double {
        guard isRounding else { return 0 }
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        let share = Double(Int64(bitPattern: word ^ (word >> 31)) >> 11) * 0x1p-52
        return share * PlainTape.unit * size
    }

    /// Runs the chain rule from the last value to the first; the gradient of the last one is set before.
    func propagate() {
        for step in steps.reversed() { step() }
    }

    func record(_ step: @escaping () -> Void) { steps.append(step) }

    /// x w' + b, with weights [outputs, inputs].
    func linear(_ x: Value, _ weight: Value, _ bias: Value) -> Value {
        let (rows, inputs, outputs) = (x.rows, x.columns, weight.rows)
        var numbers = [Double](repeating: 0, count: rows * outputs)
        for row in 0..<rows {
            for output in 0..<outputs {
                var sum = bias.numbers[output]
                var size = abs(sum)
                for input in 0..<inputs {
                    let term = x.numbers[row * inputs + input] * weight.numbers[output * inputs + input]
                    sum += term
                    size += abs(term)
                }
                numbers[row * outputs + output] = sum + rounding(size)
            }
        }
        let result = Value(rows: rows, columns: outputs, numbers)
        record {
            for row in 0..<rows {
                for output in 0..<outputs {
                    let gradient = result.gradient[row * outputs + output]
                    bias.gradient[output] += gradient
                    for input in 0..<inputs {
                        weight.gradient[output * inputs + input] += gradient * x.numbers[row * inputs + input]
                        x.gradient[row * inputs + input] += gradient * weight.numbers[output * inputs + input]
                    }
                }
            }
        }
        return result
    }

    /// Each row of directions, scaled to a length.
    func scaled(_ direction: Value, toLengths length: Value) -> Value {
        let columns = direction.columns
        let norms = (0..<direction.rows).map { row in
            direction.numbers[row * columns..<(row + 1) * columns].reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        let numbers = direction.numbers.indices.map {
            direction.numbers[$0] * length.numbers[$0 / columns] / norms[$0 / columns]
        }
        let result = Value(rows: direction.rows, columns: columns, numbers)
        record {
            for row in 0..<direction.rows {
                let range = row * columns..<(row + 1) * columns
                let along = range.reduce(0) { $0 + result.gradient[$1] * direction.numbers[$1] } / norms[row]
                length.gradient[row] += along
                for index in range {
                    direction.gradient[index] +=
                        length.numbers[row] / norms[row]
                        * (result.gradient[index] - along * direction.numbers[index] / norms[row])
                }
            }
        }
        return result
    }

    /// Columns or rows brought to mean 0 and variance 1, times a scale, plus a shift a column.
    ///
    /// - Parameters:
    ///   - isByColumn: whether each column is normalised over the rows, else each row over the columns.
    ///   - given: mean and variance of each column to use in place of its own.
    /// - Returns: the result, and mean and biased variance of each column or row.
    func normalized(
        _ x: Value, scale: Value, shift: Value, isByColumn: Bool, given: (means: [Double], variances: [Double])? = nil
    ) -> (value: Value, means: [Double], variances: [Double]) {
        let groups = isByColumn ? x.columns : x.rows
        let count = isByColumn ? x.rows : x.columns
        func index(_ group: Int, _ member: Int) -> Int {
            isByColumn ? member * x.columns + group : group * x.columns + member
        }
        var means = given?.means ?? []
        var variances = given?.variances ?? []
        if given == nil {
            for group in 0..<groups {
                let members = (0..<count).map { x.numbers[index(group, $0)] }
                let mean = members.reduce(0, +) / Double(count)
                means.append(mean)
                variances.append(members.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count))
            }
        }
        var hats = x.numbers
        var numbers = x.numbers
        for group in 0..<groups {
            let inverse = 1 / (variances[group] + 1e-5).squareRoot()
            for member in 0..<count {
                let place = index(group, member)
                let column = place % x.columns
                hats[place] =
                    (x.numbers[place] - means[group] + rounding(abs(x.numbers[place]) + abs(means[group]))) * inverse
                let product = scale.numbers[column] * hats[place]
                numbers[place] =
                    product + shift.numbers[column] + rounding(abs(product) + abs(shift.numbers[column]))
            }
        }
        let result = Value(rows: x.rows, columns: x.columns, numbers)
        record { [hats, variances] in
            for group in 0..<groups {
                let inverse = 1 / (variances[group] + 1e-5).squareRoot()
                var sum = 0.0
                var product = 0.0
                for member in 0..<count {
                    let place = index(group, member)
                    let column = place % x.columns
                    scale.gradient[column] += result.gradient[place] * hats[place]
                    shift.gradient[column] += result.gradient[place]
                    let inner = result.gradient[place] * scale.numbers[column]
                    sum += inner
                    product += inner * hats[place]
                }
                for member in 0..<count {
                    let place = index(group, member)
                    let inner = result.gradient[place] * scale.numbers[place % x.columns]
                    x.gradient[place] += inverse * (inner - (sum + hats[place] * product) / Double(count))
                }
            }
        }
        return (result, means, variances)
    }

    /// A function of each number, with its slope.
    func map(_ x: Value, _ function: (Double) -> (value: Double, slope: Double)) -> Value {
        let pairs = x.numbers.map(function)
        let result = Value(rows: x.rows, columns: x.columns, pairs.map { $0.value + rounding(abs($0.value)) })
        record {
            for index in pairs.indices { x.gradient[index] += result.gradient[index] * pairs[index].slope }
        }
        return result
    }

    /// The sum of two matrices.
    func sum(_ first: Value, _ second: Value) -> Value {
        let result = Value(
            rows: first.rows, columns: first.columns,
            first.numbers.indices.map {
                first.numbers[$0] + second.numbers[$0] + rounding(abs(first.numbers[$0]) + abs(second.numbers[$0]))
            })
        record {
            for index in first.numbers.indices {
                first.gradient[index] += result.gradient[index]
                second.gradient[index] += result.gradient[index]
            }
        }
        return result
    }

    /// gate x transformed + (1 - gate) x carried.
    func gated(_ gate: Value, _ transformed: Value, _ carried: Value) -> Value {
        let result = Value(
            rows: gate.rows, columns: gate.columns,
            gate.numbers.indices.map { index in
                let share = gate.numbers[index]
                let (new, old) = (transformed.numbers[index], carried.numbers[index])
                return share * new + (1 - share) * old + rounding(abs(new) + abs(old))
            })
        record {
            for index in gate.numbers.indices {
                let gradient = result.gradient[index]
                gate.gradient[index] += gradient * (transformed.numbers[index] - carried.numbers[index])
                transformed.gradient[index] += gradient * gate.numbers[index]
                carried.gradient[index] += gradient * (1 - gate.numbers[index])
            }
        }
        return result
    }
}
