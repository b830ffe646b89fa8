import HelpDesk
import NIOCore

/// Writes server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
enum EventText {
    static func buffer(_ signal: HelpRequestSignal) throws -> ByteBuffer {
        switch signal {
        case .quiet:
            // A comment: it keeps proxies from hanging up, and shows us a client that is gone.
            return ByteBuffer(string: ":\n\n")
        case .change(let change):
            // Our JSON has no line breaks, so that it is one data line.
            let json = try ResponseJSON.bytes(change.request)
            var buffer = ByteBuffer()
            buffer.writeString("id: \(change.revision)\nevent: help-request\ndata: ")
            buffer.writeBytes(json)
            buffer.writeString("\n\n")
            return buffer
        }
    }
}
