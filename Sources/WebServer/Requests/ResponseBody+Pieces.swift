public import HummingbirdCore
import NIOCore

extension ResponseBody {
    /// A part of a text, and the place from which the next one is made; `nil` after the last.
    public typealias Piece<Place> = (text: String, next: Place?)

    /// A text that is made while it is sent, such as a table that is read a page at a time.
    ///
    /// A body is written by the task of its connection, on a thread that calls share: the pieces are made elsewhere, so
    /// that no call waits for them.
    ///
    /// - Parameters:
    ///   - first: what the text begins with.
    ///   - make: makes the piece at a place. When it throws, the connection is closed without an end.
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
