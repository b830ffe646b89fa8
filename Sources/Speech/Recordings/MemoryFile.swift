import CSndFile
import Foundation

/// An in-memory file for libsndfile: no part of an upload is written to disk before it is known to be valid.
final class MemoryFile {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// libsndfile's callbacks; their last argument is the file, unretained.
    static func callbacks() -> SF_VIRTUAL_IO {
        SF_VIRTUAL_IO(
            get_filelen: { MemoryFile.of($0).map { sf_count_t($0.bytes.count) } ?? 0 },
            seek: { distance, origin, user in MemoryFile.of(user)?.seek(distance, origin) ?? -1 },
            read: { target, count, user in MemoryFile.of(user)?.read(target, count) ?? 0 },
            write: { _, _, _ in 0 },
            tell: { MemoryFile.of($0).map { sf_count_t($0.offset) } ?? 0 })
    }

    private static func of(_ user: UnsafeMutableRawPointer?) -> MemoryFile? {
        user.map { Unmanaged<MemoryFile>.fromOpaque($0).takeUnretainedValue() }
    }

    private func seek(_ distance: sf_count_t, _ origin: Int32) -> sf_count_t {
        let start =
            switch origin {
            case SEEK_CUR: offset
            case SEEK_END: bytes.count
            default: 0
            }
        let (target, overflow) = start.addingReportingOverflow(Int(distance))
        guard !overflow, (0...bytes.count).contains(target) else { return -1 }
        offset = target
        return sf_count_t(offset)
    }

    private func read(_ target: UnsafeMutableRawPointer?, _ count: sf_count_t) -> sf_count_t {
        let available = min(max(0, Int(count)), bytes.count - offset)
        guard available > 0, let target else { return 0 }
        bytes.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            target.copyMemory(from: base + offset, byteCount: available)
        }
        offset += available
        return sf_count_t(available)
    }
}
