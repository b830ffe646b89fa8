import Foundation

/// What a worker sees of the bridge's environment, in which its secrets are.
package enum WorkerEnvironment {
    /// The names that say where things are and how to write, and nothing else; the last ones are for builds that are
    /// tested.
    private static let passedOn: Set = [
        "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "ESPEAK_DATA_PATH", "ASAN_OPTIONS",
        "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS", "LLVM_PROFILE_FILE",
    ]

    /// `NAME=value` of each variable that is passed on.
    package static var entries: [String] {
        ProcessInfo.processInfo.environment.filter { passedOn.contains($0.key) }.map { "\($0.key)=\($0.value)" }
    }
}
