import Foundation
import ProgramTestSupport
import TestSupport

/// A library in C that is loaded into a program before all others (`LD_PRELOAD`), to stand between it and libc.
enum PreloadedLibrary {
    private static let compilers = ["clang", "cc", "gcc"]

    /// Whether there is a compiler.
    static let isPossible = compilers.contains { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }

    /// Compiles it.
    ///
    /// - Returns: its path.
    static func make(_ source: String, in directory: URL) async throws -> String {
        let name = directory.appendingPathComponent("preloaded-\(UUID().uuidString)").path
        try source.write(toFile: name + ".c", atomically: true, encoding: .utf8)
        for compiler in compilers {
            guard
                let child = try? ChildProcess([
                    compiler, "-shared", "-fPIC", "-O1", "-o", name + ".so", name + ".c", "-ldl",
                ])
            else { continue }
            _ = await child.read()
            if child.waitForExit().exitCode == 0 { return name + ".so" }
        }
        throw ProgramRunner.Failure(description: "no compiler has made the library")
    }
}
