import Foundation

/// The time of day as a program sees it, which can be set (Debian's package `faketime`).
struct FakeClock: Sendable {
    static let isInstalled = library != nil

    private static let library: String? = {
        let root = "/usr/lib"
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return ([""] + folders).map { "\(root)/\($0)/faketime/libfaketimeMT.so.1" }
            .first { FileManager.default.fileExists(atPath: $0) }
    }()

    /// Says how far the time is off.
    private let file: URL

    /// - Parameter directory: where the file lies that the program looks into.
    init(in directory: URL) throws {
        file = directory.appendingPathComponent("clock-\(UUID().uuidString)")
        try set(offBySeconds: 0)
    }

    /// What makes a program see this time; the steady clocks stay as they are.
    var environment: [String] {
        [
            "LD_PRELOAD=\(Self.library ?? "")", "FAKETIME_TIMESTAMP_FILE=\(file.path)", "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
        ]
    }

    /// Sets the clock, as somebody would with `date`.
    func set(offBySeconds offset: Int) throws {
        try (offset < 0 ? "\(offset)" : "+\(offset)").write(to: file, atomically: true, encoding: .utf8)
    }
}
