import HelpDesk
import NIOCore
import WebServer

/// Encodes server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
enum EventText {
    static func buffer(_ signal: HelpRequestSignal) throws -> ByteBuffer {
        switch signal {
        case .person(let status):
            // Without an id: the event has no place among the revisions.
            return try event("event: helper\n", status)
        case .quiet:
            // A comment, which keeps proxies from closing the connection and shows whether the client is gone.
            return ByteBuffer(string: ":\n\n")
        case .position(let revision):
            // Dispatches no event, but sets the id that the client reconnects with.
            return ByteBuffer(string: "id: \(revision)\n\n")
        case .change(let change):
            return try event("id: \(change.revision)\nevent: help-request\n", change.request)
        }
    }

    /// Returns a request's event without an id.
    static func buffer(_ request: HelpRequest) throws -> ByteBuffer {
        try event("event: help-request\n", request)
    }

    private static func event(_ head: String, _ value: some Encodable) throws -> ByteBuffer {
        // Our JSON has no line breaks, so it is a single data line.
        let json = try ResponseJSON.bytes(value)
        var buffer = ByteBuffer(string: head)
        buffer.writeString("data: ")
        buffer.writeBytes(json)
        buffer.writeString("\n\n")
        return buffer
    }
}
