// swift-tools-version: 6.2
import Foundation
import PackageDescription

// A package as a user's would be: it depends on the libraries by version. Tools/check-package tags a clone and names it
// here.
let repository = ProcessInfo.processInfo.environment["SNNBENCH_REPOSITORY"] ?? "../.."
let version = ProcessInfo.processInfo.environment["SNNBENCH_VERSION"] ?? "0.0.0"

let package = Package(
    name: "PackageUse",
    dependencies: [.package(url: repository, exact: Version(stringLiteral: version))],
    targets: [
        .executableTarget(
            name: "PackageUse",
            dependencies: ["Evaluation", "Formats", "ResultStore", "Safetensors", "SelfNormalization", "Statistics"].map
            {
                .product(name: $0, package: "snnbench")
            })
    ],
    swiftLanguageModes: [.v6]
)
