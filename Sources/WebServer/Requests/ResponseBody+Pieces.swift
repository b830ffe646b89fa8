public import HummingbirdCore
import NIOCore

extension ResponseBody {
    /// A piece of a text, and the place of the next one; `nil` after the last.
    public typealias Piece<Place> = (text: String, next: Place?)

    /// Creates a body that is generated while it is sent, such as a table that is read a page at a time.
    ///
    /// A body is written by its connection's task, on a thread shared with calls; the pieces are made on other threads,
    /// so that calls do not wait for them.
    ///
    /// - Parameters:
    ///   - first: the first piece of the text.
    ///   - make: creates the piece at a place. If it throws, the connection is closed without completing the response.
    public init<Place: Sendable>(
        _ first: Piece<Place>, then make: @escaping @Sendable (Place) async throws -> Piece<Place>
    ) {
        self.init { writer in
            var piece = first
            while true {
                try await writer.write(ByteBuffer(string: piece.text))
                guard let place = piece.next else { break }
                piece = try await withTaskExecutorPreference(globalConcurrentExecutor) { try await make(place) }
            }
            try await writer.finish(nil)
        }
    }
}
