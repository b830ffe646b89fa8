import HelpDesk
import NIOCore
import NIOEmbedded

@testable import Telephony

/// What Asterisk's manager interface sends: the stream, cut where the first byte says, and the events that it makes.
enum AMIFrames: FuzzedParser {
    static let name = "ami"

    static func read(_ input: [UInt8]) {
        var input = FuzzInput(input)
        let cut = input.choice(of: 64) + 1
        let stream = Array("Asterisk Call Manager/9.0.0\r\n".utf8) + input.bytes
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(AMIMessageDecoder()))
        do {
            var rest = stream[...]
            while !rest.isEmpty {
                let part = rest.prefix(max(cut, stream.count / 64))
                rest = rest.dropFirst(part.count)
                try channel.writeInbound(ByteBuffer(bytes: part))
            }
        } catch {
            // Refused as it should be.
        }
        let reader = AMIEventReader(context: "helpbridge", names: FuzzedNames.names)
        var messages: [AMIMessage] = []
        while let message = try? channel.readInbound(as: AMIMessage.self) {
            _ = reader.events(message)
            messages.append(message)
        }
        reader.know(reader.snapshot(messages))
        for message in messages { _ = reader.events(message) }
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }
}
