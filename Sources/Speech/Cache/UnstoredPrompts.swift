/// Prompts that the disk did not accept, kept until it does: callers hear them anyway.
struct UnstoredPrompts {
    /// In bytes, half an hour of prompts at 8 kHz; the oldest are dropped first.
    private static let maximumBytes = 32 << 20

    private var files: [String: WAVFile] = [:]
    private var order: [String] = []
    private var bytes = 0

    var isEmpty: Bool { files.isEmpty }
    /// All prompts, oldest first.
    var all: [(digest: String, file: WAVFile)] {
        order.compactMap { digest in files[digest].map { (digest, $0) } }
    }

    subscript(digest: String) -> WAVFile? { files[digest] }

    mutating func keep(_ file: WAVFile, as digest: String) {
        remove(digest)
        files[digest] = file
        order.append(digest)
        bytes += Self.size(of: file)
        while bytes > Self.maximumBytes, order.count > 1 { remove(order[0]) }
    }

    mutating func remove(_ digest: String) {
        guard let file = files.removeValue(forKey: digest) else { return }
        order.removeAll { $0 == digest }
        bytes -= Self.size(of: file)
    }

    private static func size(of file: WAVFile) -> Int { file.audio.samples.count * 2 }
}
