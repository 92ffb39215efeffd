import Foundation

extension FileHandle {
    /// Writes text to a stream that is open.
    ///
    /// Unlike `write(_:)` it does not end the program where the disk is full or the reader of a pipe has gone.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - place: what the stream is to users, as "standard output".
    /// - Throws: `Failure` with exit code 74.
    func write(_ text: String, place: String) throws {
        do {
            try write(contentsOf: Data(text.utf8))
        } catch {
            throw Failure(
                kind: .inputOutput, description: "cannot write to \(place): \(error.localizedDescription)")
        }
    }
}
