/// Prompts that the disk has not taken, as long as it takes none: callers hear them all the same.
struct UnstoredPrompts {
    /// In bytes; the oldest go first. Half an hour of prompts at 8 kHz.
    private static let maximumBytes = 32 << 20

    private var files: [String: WAVFile] = [:]
    private var order: [String] = []
    private var bytes = 0

    var isEmpty: Bool { files.isEmpty }
    /// From the oldest on.
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
