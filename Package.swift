// swift-tools-version: 6.2
import PackageDescription

/// The `-march` (x86-64) or `-mcpu` (AArch64) that the numeric targets are compiled for.
///
/// Set SNNBENCH_MARCH to another one where the binary runs on several kinds of machine.
let architecture = Context.environment["SNNBENCH_MARCH"] ?? "native"

#if arch(arm64)
let architectureFlag = "-mcpu=\(architecture)"
#else
let architectureFlag = "-march=\(architecture)"
#endif

/// Settings of the targets whose inner loops carry the speed: optimised in debug builds too, or the tests crawl.
let numeric: [SwiftSetting] = [
    .unsafeFlags(["-O", "-wmo", "-disable-batch-mode", "-num-threads", "2", "-Xcc", architectureFlag])
]

/// Whether this is a debug build for our own tests, which would crawl where data are read and numbers are computed.
///
/// Only then these targets carry flags of their own: a package with such flags can't be depended on by version.
let isForTests = Context.environment["SNNBENCH_FAST_TESTS"] == "1"

/// Settings of the targets that read and hash hundreds of megabytes: optimised in the tests too.
let optimized: [SwiftSetting] = isForTests ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []

/// Settings of the target whose generic formulas are to be compiled for each kind of number, in the tests too.
let specialized: [SwiftSetting] =
    isForTests
    ? [.unsafeFlags(["-O", "-wmo", "-num-threads", "2", "-disable-batch-mode"], .when(configuration: .debug))] : []

/// The version of the program, which a release's tag carries too.
let version = "0.1.0"

/// The commit that is built, with a plus sign where files differ from it; recorded with each attempt.
let commit = Context.gitInformation.map { $0.currentCommit + ($0.hasUncommittedChanges ? "+" : "") } ?? ""

let package = Package(
    name: "snnbench",
    products: [
        .executable(name: "snnbench", targets: ["snnbench"]),
        // For other packages, by version: none of these has unsafe flags, nor has anything below them.
        .library(name: "Evaluation", targets: ["Evaluation"]),
        .library(name: "Formats", targets: ["Formats"]),
        .library(name: "ResultStore", targets: ["ResultStore"]),
        .library(name: "Safetensors", targets: ["Safetensors"]),
        .library(name: "SelfNormalization", targets: ["SelfNormalization"]),
        .library(name: "Statistics", targets: ["Statistics"]),
        // For the package in Benchmarks, by path: these are compiled for the processor.
        .library(name: "Kernels", targets: ["Kernels"]),
        .library(name: "Networks", targets: ["Networks"]),
        .library(name: "Performance", targets: ["Performance"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    ],
    targets: [
        // Floor 0: what the system has.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CProcessor"),
        // Runs an external program under a process that ends all that it starts.
        .target(name: "CPrograms"),
        // Every file that the program carries in itself.
        .target(
            name: "CEmbedded", exclude: ["sample", "templates"],
            cSettings: [
                .define("SNNBENCH_VERSION", to: "\"\(version)\""),
                .define("SNNBENCH_COMMIT", to: "\"\(commit)\""),
                .define("SNNBENCH_ARCHITECTURE", to: "\"\(architecture)\""),
            ]),

        // Floor 1: arithmetic.
        .target(
            name: "Kernels", dependencies: ["CProcessor", "Formulas"], swiftSettings: numeric,
            linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
        .target(name: "Statistics", swiftSettings: optimized),
        .target(name: "Formulas", swiftSettings: optimized),
        .target(name: "Formats", dependencies: ["CCrypto"], swiftSettings: optimized),

        // What people look at: tables in five forms, drawings in SVG.
        .target(name: "Tables", dependencies: ["Formats"]),
        .target(name: "Graphics", dependencies: ["Formats"]),

        // Files of tensors, which PyTorch reads and writes too.
        .target(name: "Safetensors", dependencies: ["Formats"], swiftSettings: optimized),

        // Floor 2: networks, data, results.
        .target(
            name: "Networks", dependencies: ["Kernels", "Formulas", "Statistics", "Formats"], swiftSettings: numeric),
        .target(
            name: "Datasets", dependencies: ["Formats", "CCurl", "CArchive", "CEmbedded"],
            swiftSettings: optimized),
        .target(
            name: "ResultStore",
            dependencies: [
                "Formats", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ], swiftSettings: optimized),

        .target(
            name: "SelfNormalization", dependencies: ["Statistics", "Formulas"], swiftSettings: specialized),

        .target(name: "Performance", dependencies: ["Networks", "Kernels", "Formats"], swiftSettings: numeric),

        // Floor 3: people's own numbers: reading, every statistic, words and drawings.
        .target(
            name: "Numbers", dependencies: ["Statistics", "Formats", "Tables", "Graphics"], swiftSettings: optimized),

        // Floor 3: traces of training in other implementations, files of trained networks.
        .target(
            name: "Traces", dependencies: ["Networks", "Kernels", "Formulas", "Safetensors", "Formats"],
            swiftSettings: optimized),

        // Floor 3: what may be compared, ranks and tests.
        .target(name: "Evaluation", dependencies: ["ResultStore", "Statistics", "Formats"], swiftSettings: optimized),

        // Floor 4: the benchmark.
        .target(
            name: "Benchmark",
            dependencies: [
                "Evaluation", "Networks", "Kernels", "Formulas", "SelfNormalization", "Datasets", "ResultStore",
                "Statistics", "Formats", "Graphics", "Traces", "Safetensors", "CEmbedded", "CPrograms",
            ]),

        // Floor 5: many machines.
        .target(
            name: "Clusters",
            dependencies: ["Benchmark", "Datasets", "Kernels", "ResultStore", "Formats"], swiftSettings: optimized),

        // Floor 5: what people look at.
        .target(
            name: "Reports",
            dependencies: [
                "Evaluation", "Numbers", "Statistics", "ResultStore", "Formats", "Tables", "Graphics", "CEmbedded",
                .product(name: "Mustache", package: "swift-mustache"),
            ]),

        // Floor 6: the commands.
        .executableTarget(
            name: "snnbench",
            dependencies: [
                "Benchmark", "Clusters", "Datasets", "Evaluation", "Formats", "Formulas", "Graphics", "Kernels",
                "Networks", "Numbers",
                "Performance", "Reports", "ResultStore", "Safetensors", "SelfNormalization", "Statistics", "Tables",
                "Traces",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Golden weights, as a library for the tests and as a program that other instruction sets are built for.
        .target(
            name: "GoldenWeights", dependencies: ["Networks", "Kernels", "Formulas"], path: "Tests/GoldenWeights",
            swiftSettings: numeric),
        .executableTarget(name: "golden-weights", dependencies: ["GoldenWeights"], path: "Tests/golden-weights"),
        .testTarget(
            name: "KernelsTests", dependencies: ["Kernels", "Formulas"], exclude: ["Fixtures"], swiftSettings: numeric),
        .testTarget(name: "CEmbeddedTests", dependencies: ["CEmbedded"]),
        .testTarget(name: "FormulasTests", dependencies: ["Formulas"]),
        .testTarget(name: "FormatsTests", dependencies: ["Formats"]),
        .testTarget(name: "TablesTests", dependencies: ["Tables"]),
        .testTarget(name: "GraphicsTests", dependencies: ["Graphics"]),
        // A server that misbehaves on purpose, for the tests of fetching.
        .target(name: "LoopbackServer", path: "Tests/LoopbackServer"),
        .testTarget(
            name: "DatasetsTests", dependencies: ["Datasets", "Formats", "CArchive", "LoopbackServer"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "EvaluationTests",
            dependencies: ["Evaluation", "ResultStore", "Statistics", "Formats", "ReportStores"]),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], exclude: ["Fixtures"]),
        .testTarget(
            name: "NumbersTests", dependencies: ["Numbers", "Statistics", "Formats", "Tables", "Graphics"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "SelfNormalizationTests", dependencies: ["SelfNormalization", "Statistics", "Formulas"],
            exclude: ["Fixtures"],
            swiftSettings: optimized),
        .testTarget(
            name: "ResultStoreTests",
            dependencies: ["ResultStore", "Formats", "Mounts", .product(name: "GRDB", package: "GRDB.swift")],
            exclude: ["Fixtures"]),
        // Folders that cannot be written and disks that are full, for tests.
        .target(name: "Mounts", path: "Tests/Mounts"),
        .testTarget(name: "SafetensorsTests", dependencies: ["Safetensors"]),
        // Counts the calls of malloc, for the test that a step makes none.
        .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
        .testTarget(
            name: "NetworksTests",
            dependencies: [
                "Traces", "Networks", "Kernels", "Formulas", "Statistics", "Safetensors", "GoldenWeights",
                "CAllocationCounter",
            ],
            exclude: ["Fixtures"], swiftSettings: numeric),
        .testTarget(name: "PerformanceTests", dependencies: ["Performance", "Networks", "Kernels"]),
        .testTarget(
            name: "BenchmarkTests",
            dependencies: [
                "Benchmark", "Evaluation", "Networks", "Kernels", "Formulas", "Datasets", "ResultStore", "Safetensors",
                "Statistics", "Formats", "Traces",
            ],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "ClustersTests",
            dependencies: ["Clusters", "Benchmark", "Datasets", "Networks", "ResultStore", "Formats", "Mounts"]),
        // Results files for the tests of reports.
        .target(name: "ReportStores", dependencies: ["ResultStore", "Formats"], path: "Tests/ReportStores"),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Reports", "Evaluation", "Numbers", "ReportStores", "ResultStore", "Statistics", "Formats", "Tables",
                "Graphics",
            ],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "snnbenchTests",
            dependencies: [
                "snnbench", "Benchmark", "Datasets", "Evaluation", "Formats", "Reports", "ResultStore", "Statistics",
                "Tables", "LoopbackServer", "ReportStores",
            ],
            exclude: ["Fixtures"]),
    ],
    swiftLanguageModes: [.v6]
)

// A module is compiled again when one that is named for it has changed. The layout of a type may come from farther below, through a
// module that stays the same to the byte; then a program that names only that one would read fields where they no longer are. So
// each target names all that it stands on.
let targets = Dictionary(uniqueKeysWithValues: package.targets.map { ($0.name, $0) })
let named = targets.mapValues { target in
    target.dependencies.compactMap { dependency -> String? in
        switch dependency {
        case .targetItem(let name, _), .byNameItem(let name, _): targets[name] == nil ? nil : name
        default: nil
        }
    }
}
for target in package.targets {
    let own = named[target.name] ?? []
    var all = own
    var next = 0
    while next < all.count {
        all += (named[all[next]] ?? []).filter { !all.contains($0) }
        next += 1
    }
    target.dependencies += all.dropFirst(own.count).map { .target(name: $0) }
}

// A warning is an error, in every target of ours.
for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
}
