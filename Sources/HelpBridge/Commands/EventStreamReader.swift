/// Assembles server-sent events from the pieces of their stream.
struct EventStreamReader {
    struct Event: Equatable {
        /// The last id in the stream so far.
        var id: String?
        var data: String
    }

    private var unread: [UInt8] = []
    private var id: String?
    private var data: [String] = []

    /// - Returns: the events completed by this piece. A last one without its empty line does not count.
    mutating func parse(_ piece: [UInt8]) -> [Event] {
        unread += piece
        var events: [Event] = []
        while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: unread[..<end], as: UTF8.self)
            unread.removeSubrange(...end)
            read(line: line.hasSuffix("\r") ? line.dropLast() : line[...], &events)
        }
        return events
    }

    private mutating func read(line: Substring, _ events: inout [Event]) {
        guard !line.isEmpty else {
            if !data.isEmpty { events.append(Event(id: id, data: data.joined(separator: "\n"))) }
            data = []
            return
        }
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
        switch parts[0] {
        case "id": id = String(value)
        case "data": data.append(String(value))
        default: break  // Comments, the event's kind, the time to wait.
        }
    }
}
