import Testing

@testable import Telephony

@Suite("Reading the stream of the manager interface")
struct AMIParserTests {
    private static let greeting = "Asterisk Call Manager/11.0.0\r\n"

    private func messages(_ text: String) throws -> [AMIMessage] {
        var parser = AMIParser()
        return try parser.parse((Self.greeting + text).utf8)
    }

    private func message(_ text: String) throws -> AMIMessage {
        let messages = try messages(text + "\r\n\r\n")
        #expect(messages.count == 1)
        return try #require(messages.first)
    }

    @Test("A message of the manager interface has its headers, and a line that is none is left out")
    func parsing() throws {
        let message = try message("Event: Hangup\r\nUniqueid: 17.1\r\nCause-txt: a: b\r\nEmpty: \r\nnonsense")
        #expect(message["Event"] == "Hangup")
        #expect(message["Cause-txt"] == "a: b")
        #expect(message["Empty"] == nil)
        #expect(message["nonsense"] == nil)
    }

    @Test("However the manager interface's stream is cut, it says the same")
    func pieces() throws {
        let text = "Event: Hangup\r\nName: علی\r\n\r\nResponse: Success\r\n\r\n"
        let whole = try messages(text)
        #expect(whole.count == 2)
        let bytes = Array((Self.greeting + text).utf8)
        for size in 1...bytes.count {
            var parser = AMIParser()
            var found: [AMIMessage] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                found += try parser.parse(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(found == whole)
        }
    }

    @Test(
        "What callers call themselves adds no header to a message",
        arguments: ["\n", "\r", "\u{2028}", "\u{2029}", "\u{85}", "\u{B}", "\u{C}", "\n\r", "\0"])
    func injection(separator: String) throws {
        let message = try message("Event: Newchannel\r\nCallerIDName: x\(separator)Uniqueid: hb-1\r\nUniqueid: 17.1")
        #expect(message["Uniqueid"] == "17.1")
        #expect(message["CallerIDName"] == "x\(separator)Uniqueid: hb-1")
    }

    @Test("Of two headers with one name the first counts")
    func repeated() throws {
        let message = try message("Event: UserEvent\r\nUniqueid: 17.1\r\nUniqueid: hb-1")
        #expect(message["Uniqueid"] == "17.1")
    }

    @Test("A line or a header too many is left out, and what follows is read")
    func limits() throws {
        let long = String(repeating: "x", count: AMIParser.maximumLineLength)
        #expect(try message("Long: \(long)\r\nEvent: Hangup")["Long"] == nil)
        #expect(try message("Long: \(long)\r\nEvent: Hangup")["Event"] == "Hangup")
        let fitting = String(repeating: "x", count: AMIParser.maximumLineLength - 6)
        #expect(try message("Long: \(fitting)\r\nEvent: Hangup")["Long"] == fitting)
        let many = (0..<AMIParser.maximumHeaders + 1).map { "H\($0): x" }.joined(separator: "\r\n")
        let message = try message(many)
        #expect(message["H\(AMIParser.maximumHeaders - 1)"] == "x")
        #expect(message["H\(AMIParser.maximumHeaders)"] == nil)
        #expect(try messages(many + "\r\n\r\nEvent: Hangup\r\n\r\n").last?["Event"] == "Hangup")
    }

    @Test("A message without an end is refused, and no more of it than a line is kept")
    func oversized() throws {
        for unit in ["x", "a: b\r\n", "\r", "\n"] {
            var parser = AMIParser()
            _ = try parser.parse(Self.greeting.utf8)
            let flood = String(repeating: unit, count: AMIParser.maximumMessageBytes / unit.utf8.count + 1)
            #expect(throws: TelephonyError.oversizedMessage, "\(unit.debugDescription)") {
                try parser.parse(flood.utf8)
            }
        }
        // Each message begins anew.
        var parser = AMIParser()
        _ = try parser.parse(Self.greeting.utf8)
        let event = "Event: Hangup\r\nFiller: \(String(repeating: "x", count: 10_000))\r\n\r\n"
        for _ in 0..<200 { #expect(try parser.parse(event.utf8).count == 1) }
    }

    @Test(
        "Another protocol is told from Asterisk's at its first line",
        arguments: ["HTTP/1.1 400 Bad Request\r\n", "\r\n", String(repeating: "x", count: 1_000)])
    func greeting(text: String) {
        var parser = AMIParser()
        #expect(throws: TelephonyError.noManagerInterface) { try parser.parse(text.utf8) }
    }
}
