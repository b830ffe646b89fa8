import Foundation

/// The part of the bridge's environment that a worker gets; the rest holds secrets.
package enum WorkerEnvironment {
    /// The variables for paths and locales; the last ones are for instrumented test builds.
    private static let passedOn: Set = [
        "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "ESPEAK_DATA_PATH", "ASAN_OPTIONS",
        "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS", "LLVM_PROFILE_FILE",
    ]

    /// The variables passed on, each as `NAME=value`.
    package static var entries: [String] {
        ProcessInfo.processInfo.environment.filter { passedOn.contains($0.key) }.map { "\($0.key)=\($0.value)" }
    }
}
