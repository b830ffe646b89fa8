/// The reason why a worker cannot be started.
package struct WorkerStartFailure: Error, Equatable, CustomStringConvertible {
    package let description: String
}
