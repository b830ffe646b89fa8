import ConcurrencyPrimitives
import Foundation
import HelpDesk

extension DatabaseLock {
    /// The open file that carries the lock; closed with its owner at the latest.
    final class Descriptor: Sendable {
        private let number: Locked<Int32?>

        /// Opens the file, and creates it if it is missing.
        ///
        /// Child processes do not inherit it: a worker that outlives the bridge would keep the lock.
        init(file: String, database: String) throws(StorageError) {
            let number = Glibc.open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard number >= 0 else {
                let reason = String(cString: strerror(errno))
                throw .cannotOpen(
                    path: database, reason: "its lock \(file): \(reason)" + StorageError.foreignOwner(of: [file]))
            }
            self.number = Locked(number)
        }

        deinit { close() }

        func close() {
            number.withLock { number in
                if let open = number.take() { Glibc.close(open) }
            }
        }

        /// - Returns: `false` while another process holds the lock.
        func lock(database: String) throws(StorageError) -> Bool {
            let code = number.withLock { number -> Int32 in
                guard let number else { return EBADF }
                return flock(number, LOCK_EX | LOCK_NB) == 0 ? 0 : errno
            }
            switch code {
            case 0: return true
            case EWOULDBLOCK, EINTR: return false
            default:
                throw .cannotOpen(path: database, reason: "it cannot be locked: \(String(cString: strerror(code)))")
            }
        }

        /// Writes the holder into the file; a full disk leaves the entry incomplete, but the lock holds anyway.
        func write(_ text: String) {
            number.withLock { number in
                guard let number, ftruncate(number, 0) == 0 else { return }
                let bytes = Array(text.utf8)
                _ = pwrite(number, bytes, bytes.count, 0)
            }
        }
    }
}
