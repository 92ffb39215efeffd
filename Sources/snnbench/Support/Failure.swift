import ArgumentParser
import Benchmark
import Datasets
import Networks
import ResultStore
import Safetensors
import SelfNormalization
import Statistics

/// A failure with its exit code, for what no module below has an error of its own.
struct Failure: Error, CustomStringConvertible {
    /// The exit codes of sysexits.h that the program uses.
    enum Code: Int32 {
        case usage = 64
        case badData = 65
        case unavailable = 69
        case internalError = 70
        case inputOutput = 74
        case interrupted = 75
    }

    let code: Code
    let description: String
}

/// Runs a command's work; an error becomes one line on standard error and an exit code.
func reportingErrors(_ work: () throws -> Void) throws {
    do {
        try work()
    } catch let code as ExitCode {
        throw code
    } catch let error as ValidationError {
        throw error
    } catch {
        Message.error("\(error)")
        throw ExitCode(exitCode(of: error))
    }
}

private func exitCode(of error: any Error) -> Int32 {
    switch error {
    case let failure as Failure: failure.code.rawValue
    case let error as ResultStoreError: error.exitCode
    case is CatalogError: Failure.Code.usage.rawValue
    case is ManifestError, is DatasetError: Failure.Code.badData.rawValue
    case let error as LibraryError: exitCode(of: error)
    case is SettingsError, is TraceError, is NetworkError, is ModelError, is RecordError: Failure.Code.badData.rawValue
    case StoredUnitError.notAnID, StoredUnitError.unknown, StoredUnitError.ambiguous, StoredUnitError.noSingleSelection:
        Failure.Code.usage.rawValue
    case is StoredUnitError: Failure.Code.badData.rawValue
    case SafetensorsError.noAccess: Failure.Code.inputOutput.rawValue
    case is SafetensorsError: Failure.Code.badData.rawValue
    case is RankingError, is PublishedError, is NumbersError: Failure.Code.badData.rawValue
    case is SelfNormalizationError, is ProtocolError: Failure.Code.usage.rawValue
    case is StatisticsError: Failure.Code.badData.rawValue
    default: Failure.Code.internalError.rawValue
    }
}

private func exitCode(of error: LibraryError) -> Int32 {
    switch error {
    case .catalog: Failure.Code.usage.rawValue
    case .fetch(.file): Failure.Code.inputOutput.rawValue
    case .fetch(.cancelled): Failure.Code.interrupted.rawValue
    case .fetch: Failure.Code.unavailable.rawValue
    case .notFetched: Failure.Code.unavailable.rawValue
    default: Failure.Code.badData.rawValue
    }
}
