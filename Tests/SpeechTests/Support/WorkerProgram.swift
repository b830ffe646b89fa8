import Foundation

/// The program's `speech-worker`, which is built beside the tests.
enum WorkerProgram {
    static let command = [
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("helpbridge").path, "speech-worker",
    ]
}
