import Foundation
import Testing

@testable import Datasets

@Suite(
    "Local copies of the originals",
    .enabled(if: TestFolders.mirror != nil, Comment(rawValue: TestFolders.mirrorAdvice)))
struct MirrorTests {
    /// Fetches one task with the manifest of the stand-ins and loads it.
    private func load(_ name: String) throws -> LearningTask {
        try TestFolders.withTemporary { folder in
            let manifest = try Manifest(path: TestFolders.fixture("mirror.manifest"))
            let library = try DataLibrary(manifest: manifest, folder: DataFolder(path: folder))
            var options = FetchOptions()
            options.isOffline = true
            options.mirrors = [TestFolders.mirror ?? ""]
            let report = try library.fetch([name], options: options)
            #expect(report.problems.isEmpty, "\(report.problemsByReason)")
            return try library.load(try library.catalog.task(named: name))
        }
    }

    @Test func everyUCITaskLoadsInBothForms() throws {
        try TestFolders.withTemporary { folder in
            let manifest = try Manifest(path: TestFolders.packageRoot + "/datasets.manifest")
            let library = try DataLibrary(manifest: manifest, folder: DataFolder(path: folder))
            var options = FetchOptions()
            options.isOffline = true
            options.mirrors = [TestFolders.mirror ?? ""]
            let report = try library.fetch(["uci", "uci-original"], options: options)
            // One feature file is in no copy: its task alone is unavailable.
            #expect(report.ready.count == 240)
            #expect(report.problems.map(\.task.description) == ["uci/miniboone", "uci-original/miniboone"])
            let reason = report.problems[0].error.description
            #expect(reason.hasPrefix("data_py.zip has no file data/miniboone/miniboone_py.dat"))
            var differing: [String] = []
            for name in report.ready where name.suite == "uci" {
                let task = try library.load(name)
                #expect(task.shape == manifest.task(name)?.shape)
                #expect(task.splits.count == 4)
                let isFixed = Set(task.splits.map(\.test)).count == 1
                #expect(isFixed == (manifest.task(name)?.split == .fixed), "\(name)")
                let original = try library.load(try library.catalog.task(named: "uci-original/\(name.shortName)"))
                #expect(original.targets == task.targets, "\(name)")
                for (left, right) in zip(original.splits, task.splits) { #expect(left.test == right.test, "\(name)") }
                if original.contentDigest != task.contentDigest { differing.append(name.shortName) }
            }
            // The six two-file tasks whose test file was standardised later by the paper's authors.
            #expect(
                differing == ["hayes-roth", "hill-valley", "horse-colic", "image-segmentation", "soybean", "spect"])
        }
    }

    @Test func htru2() throws {
        let task = try load("htru2")
        #expect(task.shape == TaskShape(rows: 17_898, features: 8, outputs: 2))
        guard case .classes(let classes, _) = task.targets else { return }
        #expect(classes.count { $0 == 1 } == 1639)
        #expect(
            task.features.row(0).elementsEqual([
                140.5625, 55.68378214, -0.234571412, -0.699648398, 3.199832776, 19.11042633, 7.975531794, 74.24222492,
            ]))
        #expect(task.scale == .raw)
        #expect(task.splits.count == 10)
        #expect(task.splits.flatMap(\.test).sorted() == Array(0..<17_898))
        for (index, split) in task.splits.enumerated() {
            #expect(split.validation == task.splits[(index + 9) % 10].test)
            #expect((163...164).contains(split.test.count { classes[$0] == 1 }))
        }
    }

    @Test func images() throws {
        let mnist = try load("mnist")
        #expect(mnist.shape == TaskShape(rows: 70_000, features: 784, outputs: 10))
        #expect(mnist.splits[0].validation.count == 5000 && mnist.splits[0].test.count == 10_000)
        guard case .classes(let digits, _) = mnist.targets else { return }
        // The first training labels, and the class counts of the test set, as widely published.
        #expect(Array(digits.prefix(10)) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
        #expect(
            (0..<10).map { digit in digits[60_000...].count { $0 == digit } } == [
                980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009,
            ])
        let first = mnist.features.row(0)
        #expect(first.max() == 1 && first.min() == 0)
        // The bytes of the first image add up to 27,525.
        #expect(abs(first.reduce(0, +) - 107.941_18) < 1e-3)
        let cifar = try load("cifar-10")
        #expect(cifar.shape == TaskShape(rows: 5000, features: 3072, outputs: 10))
        #expect(cifar.splits[0].test == Array(4000..<5000))
        guard case .classes(let objects, _) = cifar.targets else { return }
        #expect(Array(objects.prefix(5)) == [6, 9, 9, 4, 1])
    }

    @Test func tox21() throws {
        let task = try load("tox21")
        #expect(task.features.rows == 12_707)
        let split = task.splits[0]
        let sizes = SplitPart.allCases.map { split.rows(of: $0).count }
        #expect(sizes == [11_769, 291, 647])
        guard case .labels(let labels) = task.targets else { return }
        // Positives and known labels of each assay in training and test set, as the data's description counts them.
        func counts(_ rows: Range<Int>) -> [String] {
            (0..<12).map { column in
                let known = rows.map { labels[$0, column] }.filter { $0 != LabelMatrix.missing }
                return "\(known.count { $0 == 1 })/\(known.count)"
            }
        }
        #expect(
            counts(0..<12_060) == [
                "981/8441", "383/9654", "307/8852", "378/7440", "964/7962", "456/9040", "237/8451", "1146/7401",
                "363/9363",
                "438/8417", "1180/7558", "565/8903",
            ])
        #expect(
            counts(12_060..<12_707) == [
                "73/610", "12/586", "8/582", "39/528", "51/516", "20/600", "31/605", "93/555", "38/622", "22/610",
                "60/543",
                "41/616",
            ])
        // Features computed with numpy by the same definitions: number, and sums over some rows and columns.
        #expect(task.features.columns == 1632)
        for (row, expected) in [(0, 13_484.811047), (5000, -25_454.647600), (12_706, -36_676.262664)] {
            let sum = task.features.row(row).enumerated().reduce(0.0) {
                $0 + Double($1.element) * Double($1.offset % 97)
            }
            #expect(abs(sum - expected) < 0.01, "row \(row): \(sum)")
        }
    }

    @Test func tox21InParts() throws {
        try TestFolders.withTemporary { folder in
            let manifest = try Manifest(path: TestFolders.fixture("mirror.manifest"))
            let library = try DataLibrary(manifest: manifest, folder: DataFolder(path: folder))
            var options = FetchOptions()
            options.isOffline = true
            options.mirrors = [TestFolders.mirror ?? ""]
            #expect(try library.fetch(["tox21-dense", "tox21-sparse"], options: options).problems.isEmpty)
            let dense = try library.load(try library.catalog.task(named: "tox21-dense"))
            let sparse = try library.load(try library.catalog.task(named: "tox21-sparse"))
            // Together they are what the test of the whole task counts.
            #expect(dense.features.columns + sparse.features.columns == 1632)
            #expect(dense.splits == sparse.splits && dense.targets == sparse.targets)
            // Sums computed with numpy over the whole task's columns of row 0, divided here as those are.
            let row = Array(dense.features.row(0)) + Array(sparse.features.row(0))
            let sum = row.enumerated().reduce(0.0) { $0 + Double($1.element) * Double($1.offset % 97) }
            #expect(abs(sum - 13_484.811047) < 0.01)
        }
    }

    @Test func auditFindsWhatIsKnownToBeWrong() throws {
        try TestFolders.withTemporary { folder in
            let manifest = try Manifest(path: TestFolders.packageRoot + "/datasets.manifest")
            let library = try DataLibrary(manifest: manifest, folder: DataFolder(path: folder))
            var options = FetchOptions()
            options.isOffline = true
            options.mirrors = [TestFolders.mirror ?? ""]
            let ready = try library.fetch(["uci"], options: options).ready
            let findings = try ready.flatMap { DataAudit.findings(in: try library.load($0)) }
            #expect(
                findings.filter { $0.kind == .misScaled }.map(\.task.shortName) == [
                    "annealing", "monks-1", "monks-2", "monks-3", "spectf",
                ])
            // Corrected, their two files lie on each other; rescaled by one map, they do not.
            for finding in findings where finding.kind == .misScaled {
                let task = try library.load(finding.task)
                let split = task.splits[0]
                let corrected = ColumnShifts(task.features(for: split, variant: .corrected), split)
                #expect(zip(corrected.training.means, corrected.test.means).allSatisfy { abs($0 - $1) < 1e-6 })
                let rescaled = ColumnShifts(task.features(for: split, variant: .rescaled), split)
                #expect((rescaled.largest?.deviations ?? 0) > 1.3, "\(finding.task)")
            }
            func details(_ kind: AuditFinding.Kind, _ name: String) -> String? {
                findings.first { $0.kind == kind && $0.task.shortName == name }?.details
            }
            // Counted with numpy.
            #expect(
                details(.duplicates, "blood") == "246 of 748 rows equal an earlier one, 82 of them with another class")
            #expect(details(.duplicates, "zoo") == "42 of 101 rows equal an earlier one")
            #expect(
                details(.leak, "contrac")
                    == "split 1: 39 of 368 test rows equal a training row, 24 of them only such of another class; split 0: 38, 2: 37, 3: 31"
            )
            #expect(details(.leak, "titanic")?.hasPrefix("split 0: 550 of 550 test rows equal a training row;") == true)
            #expect(findings.filter { $0.kind == .tinySplit }.contains { $0.task.shortName == "trains" })
        }
    }

    @Test func truncatedStandInIsNoOriginal() throws {
        // With the real manifest the stand-ins are refused, not passed off.
        try TestFolders.withTemporary { folder in
            let manifest = try Manifest(path: TestFolders.packageRoot + "/datasets.manifest")
            let library = try DataLibrary(manifest: manifest, folder: DataFolder(path: folder))
            var options = FetchOptions()
            options.isOffline = true
            options.mirrors = [TestFolders.mirror ?? ""]
            let report = try library.fetch(["cifar-10", "tox21", "htru2"], options: options)
            #expect(report.ready.map(\.description) == ["htru2"])
            #expect(report.problems.count == 2)
            #expect(report.problems.allSatisfy { $0.error.description.contains("expected") })
        }
    }
}
