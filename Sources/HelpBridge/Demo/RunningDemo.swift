import Foundation

/// The demo running on this machine; its address is stored in a file, so that `helpbridge request` finds it.
struct RunningDemo: Codable {
    var url: String
    var token: String
    var process: Int32 = ProcessInfo.processInfo.processIdentifier

    private static var file: URL {
        let runtime = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"].map { URL(fileURLWithPath: $0) }
        return (runtime ?? FileManager.default.temporaryDirectory)
            .appendingPathComponent("helpbridge-demo-\(getuid()).json")
    }

    /// Returns the running demo.
    static func find() -> RunningDemo? {
        guard let data = try? Data(contentsOf: file), let demo = try? JSONDecoder().decode(Self.self, from: data),
            kill(demo.process, 0) == 0
        else { return nil }
        return demo
    }

    /// Writes the file, readable by its owner only because it contains the token.
    func write() {
        guard let data = try? JSONEncoder().encode(self) else { return }
        try? FileManager.default.removeItem(at: Self.file)
        _ = FileManager.default.createFile(
            atPath: Self.file.path, contents: data, attributes: [.posixPermissions: 0o600])
    }

    static func remove() {
        guard find()?.process == ProcessInfo.processInfo.processIdentifier else { return }
        try? FileManager.default.removeItem(at: file)
    }
}
