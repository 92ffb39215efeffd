/// The sizes of an image: written as `28x28x1`, rows, columns and channels.
///
/// As features its numbers stand channel after channel, within a channel row by row.
public struct ImageShape: Sendable, Hashable, CustomStringConvertible {
    /// The rows.
    public let height: Int
    /// The columns.
    public let width: Int
    /// The channels: 1 of grey images, 3 of coloured ones.
    public let channels: Int

    /// The largest size in one direction.
    public static let limit = 16384

    /// Makes a shape; nil where a size is not from 1 to the limit.
    public init?(height: Int, width: Int, channels: Int) {
        guard [height, width, channels].allSatisfy((1...Self.limit).contains) else { return nil }
        self.height = height
        self.width = width
        self.channels = channels
    }

    /// Reads a text as `28x28x1`; nil where it is none.
    public init?(_ text: String) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let height = parts[0], let width = parts[1], let channels = parts[2] else { return nil }
        self.init(height: height, width: width, channels: channels)
    }

    /// The square image, grey or else coloured, that a number of features is; nil where it is none.
    public init?(features: Int) {
        for channels in [1, 3] where features > 0 && features.isMultiple(of: channels) {
            let side = Int(Double(features / channels).squareRoot().rounded())
            if side * side * channels == features {
                self.init(height: side, width: side, channels: channels)
                return
            }
        }
        return nil
    }

    /// The numbers of an image.
    public var features: Int { height * width * channels }

    /// The text.
    public var description: String { "\(height)x\(width)x\(channels)" }
}
