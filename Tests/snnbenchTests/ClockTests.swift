import Foundation
import ResultStore
import Testing

/// A clock that is far off makes no command trap.
@Suite struct ClockTests {
    /// A library that sets the time of day of a process that loads it to the year 9998.
    private static let library = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <sys/time.h>
        #include <time.h>
        static const long shift = 251560000000L;
        int clock_gettime(clockid_t clock, struct timespec *time) {
            int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
            int code = real(clock, time);
            if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) time->tv_sec += shift;
            return code;
        }
        int gettimeofday(struct timeval *restrict value, void *restrict zone) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            value->tv_sec = now.tv_sec;
            value->tv_usec = now.tv_nsec / 1000;
            return 0;
        }
        time_t time(time_t *place) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            if (place) *place = now.tv_sec;
            return now.tv_sec;
        }
        """

    private static func compile(in folder: URL) throws -> URL? {
        let source = folder.appending(path: "clock.c")
        try library.write(to: source, atomically: true, encoding: .utf8)
        let result = folder.appending(path: "clock.so")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["clang", "-shared", "-fPIC", "-o", result.path, source.path, "-ldl"]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? result : nil
    }

    @Test func theYear9998() throws {
        try Program.withFolder { folder in
            let library = try #require(try Self.compile(in: folder), "clang is part of the toolchain")
            func run(_ arguments: String...) throws -> Program.Result {
                try Program.run(arguments, in: folder, adding: ["LD_PRELOAD": library.path])
            }
            let study = [
                "--task", "sample/iris", "--method", "snn", "--method", "layernorm", "--grid", "small", "--protocol",
                "epochs=1",
            ]
            let first = try Program.run(["run"] + study, in: folder, adding: ["LD_PRELOAD": library.path])
            #expect(first.exitCode == 0, "\(first.errors)")
            let years = try run(
                "query", "SELECT DISTINCT substr(finished_at, 1, 4) AS y FROM attempts", "--format", "csv")
            #expect(years.output == "y\n9998\n", "\(years.output)\(years.errors)")
            for arguments in [
                ["status"], ["rank"], ["verify"], ["report", "--part", "times"], ["report", "--part", "provenance"],
                ["export", "facts.json"], ["import", "facts.json", "--database", "other.sqlite"],
                ["merge", "other.sqlite"], ["run", "--retry", "failed", "--dry-run"] + study, ["run"] + study,
            ] {
                let result = try Program.run(arguments, in: folder, adding: ["LD_PRELOAD": library.path])
                #expect(result.exitCode == 0, "\(arguments): \(result.errors)")
            }
        }
    }
}
