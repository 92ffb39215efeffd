// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "snnbench", path: "..")],
    targets: [
        .executableTarget(
            name: "KernelBenchmarks",
            dependencies: [
                .product(name: "Kernels", package: "snnbench"), .product(name: "Performance", package: "snnbench"),
            ]),
        .executableTarget(
            name: "StoreBenchmark", dependencies: [
                .product(name: "ResultStore", package: "snnbench"), .product(name: "Formats", package: "snnbench"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
