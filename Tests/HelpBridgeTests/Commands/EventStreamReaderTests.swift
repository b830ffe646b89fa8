import Testing

@testable import HelpBridge

@Suite("Reading server-sent events")
struct EventStreamReaderTests {
    @Test("Server-sent events are read as the same however their stream is cut")
    func pieces() {
        let stream = Array(
            "retry: 1000\n\nid: 7\nevent: help-request\ndata: {\"name\":\"سارا\"}\n\n:\n\ndata: a\r\ndata:b\r\n\r\ndata: lost"
                .utf8)
        let expected = [
            EventStreamReader.Event(id: "7", data: "{\"name\":\"سارا\"}"),
            EventStreamReader.Event(id: "7", data: "a\nb"),
        ]
        for size in 1...stream.count {
            var reader = EventStreamReader()
            var events: [EventStreamReader.Event] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                events += reader.parse(Array(stream[start..<min(start + size, stream.count)]))
            }
            #expect(events == expected)
        }
    }
}
