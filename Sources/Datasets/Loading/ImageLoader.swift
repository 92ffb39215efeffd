/// The reader of MNIST and CIFAR-10: pixels from 0 to 255 become features from 0 to 1.
///
/// Both have a predefined test set. The last training images are for validation, 5,000 in each, a twelfth of MNIST's
/// and a tenth of CIFAR-10's, as both are in random order already.
enum ImageLoader {
    private static let scale: [Float] = (0..<256).map { Float($0) / 255 }

    /// Reads MNIST's four files: images and labels to train, images and labels to test (LeCun, Cortes and Burges: IDX
    /// format).
    static func mnist(_ task: TaskEntry, files: [NamedBytes]) throws(DatasetError) -> LearningTask {
        guard files.count == 4 else {
            throw .malformed(file: "\(task.name)", line: 0, problem: "four files are expected in the manifest")
        }
        var values: [Float] = []
        var classes: [Int32] = []
        var counts: [Int] = []
        for pair in [0, 2] {
            let images = try idx(files[pair], dimensions: 3)
            let labels = try idx(files[pair + 1], dimensions: 1)
            guard images.sizes[0] == labels.sizes[0] else {
                throw .rowCountsDiffer(
                    file: files[pair].name, rows: images.sizes[0], otherFile: files[pair + 1].name,
                    otherRows: labels.sizes[0])
            }
            try check(task, features: images.sizes[1] * images.sizes[2])
            values += images.content.map { scale[Int($0)] }
            classes += try labels.content.enumerated().map { row, label throws(DatasetError) in
                try checked(label, line: row + 1, file: files[pair + 1].name)
            }
            counts.append(images.sizes[0])
        }
        return try task.learningTask(
            values: values, classes: classes, training: counts[0], validation: counts[0] / 12)
    }

    /// Reads CIFAR-10's binary batches: a label byte and 3,072 pixel bytes an image (Krizhevsky 2009); the last file is
    /// for testing.
    static func cifar10(_ task: TaskEntry, files: [NamedBytes]) throws(DatasetError) -> LearningTask {
        let record = 3073
        try check(task, features: record - 1)
        var values: [Float] = []
        var classes: [Int32] = []
        var training = 0
        for (index, file) in files.enumerated() {
            guard !file.bytes.isEmpty, file.bytes.count.isMultiple(of: record) else {
                throw .malformed(
                    file: file.name, line: 0,
                    problem: "\(file.bytes.count) bytes are no multiple of 3073; fetch it again")
            }
            let images = file.bytes.count / record
            for image in 0..<images {
                let start = image * record
                classes.append(try checked(file.bytes[start], line: image + 1, file: file.name))
                values += file.bytes[(start + 1)..<(start + record)].map { scale[Int($0)] }
            }
            if index < files.count - 1 { training += images }
        }
        return try task.learningTask(values: values, classes: classes, training: training, validation: training / 10)
    }

    private static func check(_ task: TaskEntry, features: Int) throws(DatasetError) {
        guard features == task.shape.features else {
            throw .shapeDiffers(
                task: task.name, quantity: "features", found: features, expected: task.shape.features)
        }
    }

    private static func checked(_ label: UInt8, line: Int, file: String) throws(DatasetError) -> Int32 {
        guard label < 10 else { throw .labelOutOfRange(file: file, line: line, text: "\(label)", classes: 10) }
        return Int32(label)
    }

    /// Reads an IDX file of bytes: 0, 0, 8, the number of dimensions, each size as a big-endian 32-bit number, the
    /// content.
    private static func idx(
        _ packed: NamedBytes, dimensions: Int
    ) throws(DatasetError) -> (sizes: [Int], content: ArraySlice<UInt8>) {
        let file =
            packed.bytes.starts(with: [0x1F, 0x8B])
            ? try Decompressor.gzip(packed, limit: 1_000_000_000) : packed
        let bytes = file.bytes
        let head = 4 + 4 * dimensions
        guard bytes.count >= head, bytes.starts(with: [0, 0, 8, UInt8(dimensions)]) else {
            throw .malformed(file: file.name, line: 0, problem: "it is no IDX file of bytes; fetch it again")
        }
        let sizes = (0..<dimensions).map { dimension in
            bytes[(4 + 4 * dimension)..<(8 + 4 * dimension)].reduce(0) { $0 << 8 | Int($1) }
        }
        var count = 1
        for size in sizes {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            count = overflow ? -1 : product
            guard size > 0, count > 0, count <= bytes.count else {
                throw .malformed(
                    file: file.name, line: 0, problem: "its head announces \(sizes) values; fetch it again")
            }
        }
        guard bytes.count == head + count else {
            throw .malformed(
                file: file.name, line: 0,
                problem: "\(bytes.count - head) values where its head announces \(count); fetch it again")
        }
        return (sizes, bytes[head...])
    }
}

extension TaskEntry {
    /// Makes a task of images, the training images first.
    fileprivate func learningTask(
        values: [Float], classes: [Int32], training: Int, validation: Int
    ) throws(DatasetError) -> LearningTask {
        let rows = classes.count
        guard rows == shape.rows else {
            throw .shapeDiffers(task: name, quantity: "rows", found: rows, expected: shape.rows)
        }
        let split = Split(
            index: 0, training: Array(0..<(training - validation)),
            validation: Array((training - validation)..<training),
            test: Array(training..<rows))
        return try LearningTask(
            name: name, features: FeatureMatrix(checkedRows: rows, columns: shape.features, values: values),
            targets: .classes(classes, count: shape.outputs), splits: [split])
    }
}
