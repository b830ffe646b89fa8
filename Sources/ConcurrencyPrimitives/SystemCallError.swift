import Foundation

/// A failed system call, such as for a thread or a file descriptor.
package struct SystemCallError: Error, CustomStringConvertible {
    /// The name of the function that failed.
    let call: String
    /// Its `errno`.
    let code: Int32

    package var description: String { "\(call): \(String(cString: strerror(code)))" }
}
