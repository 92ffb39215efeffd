/// The sum of a validation metric over a window of epochs.
enum WindowSum: Hashable {
    /// Of rows classified rightly.
    case rows(Int)
    /// Of areas under the ROC curve.
    case areas(Double)

    /// The mean metric of an epoch, from 0 to 1.
    func mean(window: Int, rows: Int) -> Double {
        switch self {
        case .rows(let sum): Double(sum) / Double(max(1, window * rows))
        case .areas(let sum): sum / Double(max(1, window))
        }
    }

    /// Whether the mean over one window is above another's: of counts by whole numbers, multiplied crosswise.
    static func isBetter(_ first: WindowSum, over window: Int, than second: WindowSum, over otherWindow: Int) -> Bool {
        switch (first, second) {
        case (.rows(let mine), .rows(let theirs)): mine * otherWindow > theirs * window
        case (.areas(let mine), .areas(let theirs)): mine / Double(window) > theirs / Double(otherWindow)
        case (.rows, .areas), (.areas, .rows): false
        }
    }
}
