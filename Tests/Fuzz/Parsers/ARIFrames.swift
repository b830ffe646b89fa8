import HelpDesk

@testable import Telephony

/// Messages of Asterisk's REST interface, and what is made of the names in them.
enum ARIFrames: FuzzedParser {
    static let name = "ari"
    private static let decoder = ARIEventDecoder(names: FuzzedNames.names)

    static func read(_ input: [UInt8]) {
        _ = try? decoder.decode(input)
        let text = String(decoding: input, as: UTF8.self)
        _ = ARIMessage.Channel.account(text)
        _ = ChannelID(text).call
        if let shown = CallerID.format(name: text, number: text) {
            precondition(!shown.utf8.contains { $0 == 10 || $0 == 13 }, "a line break in a caller id")
        }
    }
}
