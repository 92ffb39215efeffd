import Evaluation
import Formats
import Foundation
import Kernels
import Networks
import Testing

@testable import Benchmark

/// What a program gets and what becomes of what it gives.
@Suite struct ProgramProtocolTests {
    @Test func theFolderHoldsTheTaskAndNoTestLabel() throws {
        let program = try ScriptedProgram(
            "cp -r . 'HERE/kept'; env > 'HERE/kept/env'; ls HERE/kept; cut -d' ' -f5 /proc/$$/stat > HERE/kept/group; echo $$ >> HERE/kept/group\n"
                + ScriptedProgram.predicts)
        #expect(try program.outcome() == "succeeded")
        let kept = program.folder.appending(path: "kept")
        func lines(_ name: String) throws -> [String] {
            try String(contentsOf: kept.appending(path: name), encoding: .utf8).split(separator: "\n").map(String.init)
        }
        #expect(
            try lines("task.json") == [
                #"{"bytes":2147483648,"classes":2,"features":3,"files":{"test":"test.csv","train":"train.csv","validation":"validation.csv"},"#
                    + #""hyperparameters":{"depth":3},"kind":"classification","protocol":1,"seconds":60,"seed":7,"task":"tiny/two","threads":1}"#
            ])
        #expect(
            Set(try FileManager.default.contentsOfDirectory(atPath: kept.path))
                == ["task.json", "train.csv", "validation.csv", "test.csv", "env", "group"])
        #expect(try lines("train.csv").first == "row,target,x1,x2,x3" && lines("train.csv").count == 21)
        #expect(try lines("validation.csv").first == "row,target,x1,x2,x3" && lines("validation.csv").count == 9)
        #expect(try lines("test.csv").first == "row,x1,x2,x3" && lines("test.csv").count == 9)
        // Rows are numbered through, and each has the floats of its row to the bit.
        let data = TinyTask.twoClasses.data
        let tables = ProgramTables(data)
        for part in ProgramTables.Part.allCases {
            for (index, line) in try lines("\(part.rawValue).csv").dropFirst().enumerated() {
                let cells = line.split(separator: ",").map(String.init)
                let row = tables.rows(part)[index]
                #expect(Int(cells[0]) == tables.firstNumber(part) + index)
                #expect(cells.suffix(3).map { Float($0) } == data.features[row * 3..<row * 3 + 3].map { $0 })
                guard case .classes(let classes, _) = data.targets, part.hasTargets else { continue }
                #expect(Int32(cells[1]) == classes[row])
            }
        }
        let environment = Set(try lines("env"))
        for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"] {
            #expect(environment.contains("\(name)=1"))
        }
        let group = try lines("group").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(group.first == group.last, "the program leads a process group of its own")
    }

    @Test func arraysOfNumPyHoldTheSameNumbers() throws {
        let tables = ProgramTables(TinyTask.twoClasses.data)
        let bytes = tables.npy(.test)
        let header = String(decoding: bytes[10..<128], as: UTF8.self)
        #expect(bytes.prefix(8) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0] && Int(bytes[8]) + 10 == 128)
        #expect(
            header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (8, 3,), }") && header.hasSuffix("\n"))
        let values = stride(from: 128, to: bytes.count, by: 4).map { place in
            Float(
                bitPattern: UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
                    | UInt32(bytes[place + 3]) << 24)
        }
        let data = TinyTask.twoClasses.data
        #expect(values == tables.rows(.test).flatMap { data.features[$0 * 3..<$0 * 3 + 3] })
        #expect(tables.npyTargets(.training).count == 128 + 20 * 4 && tables.npyRows(.validation).count == 128 + 8 * 4)
        let program = try ScriptedProgram(
            "ls > HERE/names; { echo part,row,class; for i in 20 21 22 23 24 25 26 27; do echo validation,$i,0; done; "
                + "for i in 28 29 30 31 32 33 34 35; do echo test,$i,0; done; } > predictions.csv")
        #expect(try program.outcome("format: \"npy\"") == "succeeded")
        let names = try String(contentsOf: program.folder.appending(path: "names"), encoding: .utf8)
        #expect(
            names.contains("train_targets.npy") && names.contains("test.npy") && !names.contains("test_targets.npy"))
    }

    /// Accuracy by the first largest probability, loss and area as networks have them.
    @Test func predictionsAreMeasured() throws {
        let data = TrainingData(
            features: [0, 0, 0, 0], columns: 1, targets: .classes([0, 1, 1, 0], count: 2), training: [0],
            validation: [1, 2], test: [3])
        var predictions = Predictions(targets: data.targets, rows: [.validation: [1, 2], .test: [3]])
        let columns = try #require(PredictionColumns(["part", "row", "p0", "p1"], outputs: 2, isClassified: true))
        predictions.set(.validation, row: 1, columns, ["", "", "0.25", "0.75"])
        predictions.set(.validation, row: 2, columns, ["", "", "0.5", "0.5"])
        predictions.set(.test, row: 3, columns, ["", "", "0", "1"])
        predictions.finish()
        #expect(predictions.violations == [])
        let validation = predictions.measure(.validation, [1, 2], data.targets)
        #expect(validation.correct == 1 && validation.total == 2)
        #expect(abs(validation.loss - (log(4.0 / 3) + log(2)) / 2) < 1e-6)
        // A probability of 0 counts as 1e-15, so that the loss stays a number.
        let test = predictions.measure(.test, [3], data.targets)
        #expect(test.correct == 0 && abs(test.loss + log(1e-15)) < 1e-4)
    }

    @Test func labelsArePredictedEachByItself() throws {
        let targets = TrainingData.Targets.labels([1, 0, 0, -1, 0, 1, 1, 1], count: 2)
        var predictions = Predictions(targets: targets, rows: [.validation: [0, 1], .test: [2, 3]])
        let columns = try #require(PredictionColumns(["p1", "p0"], outputs: 2, isClassified: false))
        for row in 0..<4 {
            predictions.set(row < 2 ? .validation : .test, row: row, columns, ["0.\(row + 1)", "0.9"])
        }
        #expect(predictions.violations == [])
        let test = predictions.measure(.test, [2, 3], targets)
        #expect(test.correct == nil && test.areas.count == 2 && test.areas[0] == 0.5 && test.areas[1] == nil)
    }

    /// A number as target: the task file says so, targets are as measured, predictions are numbers.
    @Test func numbersArePredicted() throws {
        let tiny = TinyTask.twoClasses.data
        let values = (0..<36).map { Double($0) * 2.5 + 1000 }
        let data = TrainingData(
            features: tiny.features, columns: tiny.columns,
            targets: .numbers(NumberTargets(values, training: tiny.training)), training: tiny.training,
            validation: tiny.validation, test: tiny.test)
        let tables = ProgramTables(data)
        let lines = String(decoding: tables.csv(.training), as: UTF8.self).split(separator: "\n")
        #expect(lines[0] == "row,target,x1,x2,x3")
        #expect(lines[1].split(separator: ",")[1] == "\(values[tables.rows(.training)[0]])")
        #expect(String(decoding: tables.npyTargets(.training)[10..<40], as: UTF8.self).contains("<f8"))
        let program = try ScriptedProgram(
            """
            grep -q '"kind":"regression"' task.json || exit 3
            {
                echo part,row,prediction
                for part in validation test; do tail -n +2 $part.csv | cut -d, -f1 | sed "s/^/$part,/; s/$/,1050/"; done
            } > predictions.csv
            """)
        let request = TrainingRequest(
            hyperparameters: [:],
            trainingProtocol: TrainingProtocol(selection: SelectionRule(metric: .mae)),
            key: RandomKey(hexadecimal: String(repeating: "0", count: 64)), task: "tiny/number", seed: 7)
        let training = try ProgramLearner(program.method()).begin(request, data: data)
        let epoch = try #require(try training.advance(toEpoch: 1) { false }.epochs.first)
        let errors = data.test.map { abs(values[$0] - 1050) }
        #expect(abs((epoch.test.further[.mae] ?? 0) - errors.reduce(0, +) / 8) < 1e-9)
        #expect(epoch.test.correct == nil && epoch.test.further.count == 3)
        #expect(!training.digest.isEmpty)
        #expect(
            PredictionColumns(["part", "row", "p0"], outputs: 1, isClassified: false, isNumber: true) == nil)
        var predictions = Predictions(targets: data.targets, rows: [.validation: [0], .test: []])
        let columns = try #require(
            PredictionColumns(["part", "row", "prediction"], outputs: 1, isClassified: false, isNumber: true))
        predictions.set(.validation, row: 0, columns, ["", "", "inf"])
        #expect(predictions.violations == ["prediction inf in row 0, which is no finite number"])
    }

    @Test func theFileIsRead() throws {
        let program = try ScriptedProgram("")
        try "x".write(to: program.folder.appending(path: "more.txt"), atomically: true, encoding: .utf8)
        let method = try program.method(
            "inputs: [\"more.txt\"], grid: { depth: [null, 8], trees: 500, kind: \"a\" }, seconds: 5, bytes: 1e8, disk_bytes: 1e6"
        )
        #expect(Set(method.inputs.keys) == ["program.sh", "more.txt"] && !method.isDeterministic)
        #expect(
            method.grid.configurations == [
                ["depth": .null, "trees": .number(500), "kind": .string("a")],
                ["depth": .number(8), "trees": .number(500), "kind": .string("a")],
            ])
        // Limits decide nothing about predictions, so they are no part of what the method is.
        let definition = method.record.definition
        #expect(!definition.contains("seconds") && definition.contains("\"deterministic\":false"))
        try "y".write(to: program.folder.appending(path: "more.txt"), atomically: true, encoding: .utf8)
        #expect(try program.method("inputs: [\"more.txt\"]").record.digest != method.record.digest)
        let again = try ProgramMethod(json: method.json, folder: method.folder)
        #expect(again.record == method.record && again.grid.configurations == method.grid.configurations)
    }

    @Test(arguments: [
        ("grid: { layers: \"many\" }", "layers holds"), ("grid: { depth: [] }", "depth is an empty list"),
        ("grid: { depth: [1, 1] }", "depth holds 1 twice"), ("deterministic: 1", "deterministic is the number 1"),
        ("format: \"xml\"", "allowed are csv, npy"), ("seconds: -1", "seconds is the number -1"),
        ("activation: \"relu\"", "there is no value"), ("inputs: \"a\"", "inputs is a list of texts"),
    ])
    func aWrongFileIsNamedByItsValue(settings: String, message: String) throws {
        let program = try ScriptedProgram("")
        do {
            _ = try program.method(settings)
            Issue.record("\(settings) was accepted")
        } catch let error as SettingsError {
            #expect(error.description.contains(message) && error.line == 1)
        }
    }

    @Test func tinyTasksTellEachViolation() throws {
        let program = try ScriptedProgram(ScriptedProgram.predicts)
        let sound = try ProgramCheck(program.method())
        #expect(sound.isSound && sound.lines.map(\.text) == ["well", "well", "well"] && sound.version == nil)
        let random = try ScriptedProgram(
            ScriptedProgram.predicts + "n=$(cat HERE/n 2> /dev/null || echo 0); echo $((1 - n)) > HERE/n\n"
                + "sed -i \"s/,0$/,$n/\" predictions.csv; echo '{\"protocol\":1,\"status\":\"ok\",\"version\":\"v1\"}' > result.json"
        )
        let check = try ProgramCheck(random.method())
        #expect(check.version == "v1" && check.lines.allSatisfy(\.isViolation) && check.lines.count == 3)
        #expect(check.lines[0].text == "other predictions the second time, where deterministic is true")
        let wrong = try ScriptedProgram(
            "printf 'part,row,class\\ntest,30,9\\ntest,31,x\\n' > predictions.csv; echo oh >&2")
        let lines = try ProgramCheck(wrong.method())
        #expect(lines.lines.filter { $0.task == "check/two-classes" }.count == 2 && lines.error == "oh\n")
    }
}
