import ConcurrencyPrimitives
import Glibc
import HelpDesk

/// Where lines go, each as a whole.
enum LogOutput {
    private static let turn = Locked(())

    @Sendable
    static func standardError(_ line: String) {
        var line = line
        line.withUTF8 { bytes in
            turn.withLock { _ in
                var rest = UnsafeRawBufferPointer(bytes)
                while !rest.isEmpty {
                    let count = write(STDERR_FILENO, rest.baseAddress, rest.count)
                    if count < 0, errno == EINTR { continue }
                    // There is nowhere left to say it.
                    guard count > 0 else { return }
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                }
            }
        }
    }
}
