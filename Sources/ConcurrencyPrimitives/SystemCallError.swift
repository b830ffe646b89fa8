import Foundation

/// What the system did not give, such as a thread or a file descriptor.
package struct SystemCallError: Error, CustomStringConvertible {
    /// The function that was called.
    let call: String
    /// Its `errno`.
    let code: Int32

    package var description: String { "\(call): \(String(cString: strerror(code)))" }
}
