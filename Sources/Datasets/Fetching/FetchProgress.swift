/// How far a fetch has come.
public enum FetchProgress: Sendable, Equatable {
    /// Another fetch works on the same data folder; this one waits for it.
    case waiting(folder: String)
    /// A download grows; `total` is nil where the server doesn't say, the rate is in bytes a second.
    case downloading(name: String, received: Int, total: Int?, rate: Double)
    /// An attempt failed and another follows after a pause in seconds.
    case retrying(name: String, reason: String, pause: Double)
    /// A download is complete.
    case downloaded(name: String, bytes: Int)
    /// The files of a task are being read and hashed again.
    case verifying(TaskName)
    /// An archive is being unpacked.
    case unpacking(name: String)
    /// A task is ready; or why it is not.
    case task(TaskName, problem: String?)
}
