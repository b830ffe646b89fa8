import HelpDesk
import NIOCore
import WebServer

/// Writes server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
enum EventText {
    static func buffer(_ signal: HelpRequestSignal) throws -> ByteBuffer {
        switch signal {
        case .person(let status):
            // Without an id: it has no place among the revisions.
            return try event("event: helper\n", status)
        case .quiet:
            // A comment: it keeps proxies from closing the connection, and shows when the client is gone.
            return ByteBuffer(string: ":\n\n")
        case .position(let revision):
            // Dispatches nothing, but is what the client will come back with.
            return ByteBuffer(string: "id: \(revision)\n\n")
        case .change(let change):
            return try event("id: \(change.revision)\nevent: help-request\n", change.request)
        }
    }

    /// A request by itself.
    static func buffer(_ request: HelpRequest) throws -> ByteBuffer {
        try event("event: help-request\n", request)
    }

    private static func event(_ head: String, _ value: some Encodable) throws -> ByteBuffer {
        // Our JSON has no line breaks, so that it is one data line.
        let json = try ResponseJSON.bytes(value)
        var buffer = ByteBuffer(string: head)
        buffer.writeString("data: ")
        buffer.writeBytes(json)
        buffer.writeString("\n\n")
        return buffer
    }
}
