/// A W3C trace context.
///
/// A client may send one with an HTTP request, and the bridge propagates it to the services that it calls for that
/// request.
///
/// https://www.w3.org/TR/trace-context/
public struct TraceContext: Sendable, Hashable {
    /// The trace context of the HTTP request being served; a task-local value like ``Origin``.
    @TaskLocal public static var current: TraceContext?

    /// The trace's id: 32 hexadecimal digits in lower case, not all of them zero.
    public let traceID: String
    /// The id of this step of the trace: 16 hexadecimal digits in lower case, not all of them zero.
    public let spanID: String
    /// The known flags: 1 if the trace is recorded; 2 if its id is random.
    let flags: UInt8
    /// The state that tracing systems pass on to each other; `nil` if there is none.
    public let state: String?

    /// The flags known to version 00 and its second level; others must be sent as zero.
    private static let knownFlags: UInt8 = 0b11
    /// The maximum length of a trace's state: every participant must propagate this much (section 3.3.1.5).
    private static let maximumStateLength = 512
    /// The length above which entries are dropped first.
    private static let longEntry = 128
    private static let maximumEntries = 32

    /// Reads the header fields of a request.
    ///
    /// - Parameters:
    ///   - traceparents: the values of each `traceparent`.
    ///   - tracestates: the values of each `tracestate`.
    /// - Returns: `nil` if there is no `traceparent`, or more than one, or it is malformed: the request then belongs to
    ///   no trace, and `tracestate` is ignored. A malformed `tracestate` is dropped on its own.
    public init?(traceparents: [String], tracestates: [String] = []) {
        guard traceparents.count == 1 else { return nil }
        let text = Array(Self.trimmed(traceparents[0]))
        // Later versions may append more after a hyphen; the beginning is the same.
        guard text.count >= 55, text[2] == Self.hyphen, text[35] == Self.hyphen, text[52] == Self.hyphen,
            text.count == 55 || text[55] == Self.hyphen,
            let version = Self.hexadecimal(text[0..<2]), version != "ff", version != "00" || text.count == 55,
            let traceID = Self.hexadecimal(text[3..<35]), traceID.contains(where: { $0 != "0" }),
            let spanID = Self.hexadecimal(text[36..<52]), spanID.contains(where: { $0 != "0" }),
            let flags = Self.hexadecimal(text[53..<55]).flatMap({ UInt8($0, radix: 16) })
        else { return nil }
        self.init(
            traceID: traceID, spanID: spanID, flags: flags & Self.knownFlags, state: Self.state(tracestates))
    }

    private init(traceID: String, spanID: String, flags: UInt8, state: String?) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
        self.state = state
    }

    /// The value of `traceparent`.
    public var traceparent: String { "00-\(traceID)-\(spanID)-0\(flags)" }

    /// Returns a new step in the same trace.
    public func child() -> TraceContext {
        let id = UInt64.random(in: 1...UInt64.max)
        let digits = String(id, radix: 16)
        let spanID = String(repeating: "0", count: 16 - digits.count) + digits
        return TraceContext(traceID: traceID, spanID: spanID, flags: flags, state: state)
    }

    /// The header fields that propagate this context.
    public var fields: [(name: String, value: String)] {
        [("traceparent", traceparent)] + (state.map { [("tracestate", $0)] } ?? [])
    }
}

/// Parsing.
extension TraceContext {
    private static let hyphen = UInt8(ascii: "-")

    /// - Returns: `nil` if there is anything but lower-case hexadecimal digits.
    private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String? {
        let isHexadecimal = bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
            default: false
            }
        }
        return isHexadecimal ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private static func trimmed(_ text: some StringProtocol) -> some Collection<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let bytes = Array(text.utf8.drop(while: isBlank))
        return bytes.prefix((bytes.lastIndex { !isBlank($0) } ?? -1) + 1)
    }

    /// Returns the lists of all fields joined; `nil` if the result is malformed, has more than 32 entries or a
    /// duplicate key, or is empty.
    private static func state(_ fields: [String]) -> String? {
        var entries: [String] = []
        var keys: Set<String> = []
        // Empty entries are allowed and mean nothing.
        for part in fields.joined(separator: ",").split(separator: ",") {
            let entry = String(decoding: Array(trimmed(part)), as: UTF8.self)
            if entry.isEmpty { continue }
            guard let key = key(of: entry), keys.insert(key).inserted else { return nil }
            entries.append(entry)
        }
        guard entries.count <= maximumEntries else { return nil }
        func isTooLong() -> Bool { entries.reduce(entries.count - 1) { $0 + $1.utf8.count } > maximumStateLength }
        while isTooLong(), let long = entries.lastIndex(where: { $0.utf8.count > longEntry }) {
            entries.remove(at: long)
        }
        while isTooLong() { entries.removeLast() }
        return entries.isEmpty ? nil : entries.joined(separator: ",")
    }

    /// - Returns: `nil` if the entry is malformed (section 3.3.1.3).
    private static func key(of entry: String) -> String? {
        guard let equals = entry.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let key = entry.utf8[..<equals]
        let value = entry.utf8[entry.utf8.index(after: equals)...]
        func isLetterOrDigit(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: false
            }
        }
        guard let first = key.first, isLetterOrDigit(first), key.count <= 256,
            key.allSatisfy({ isLetterOrDigit($0) || "_-*/@".utf8.contains($0) }),
            (1...256).contains(value.count), value.last != UInt8(ascii: " "),
            value.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=") })
        else { return nil }
        return String(Substring(key))
    }
}
