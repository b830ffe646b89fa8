/// The part of SDP (RFC 4566) that one G.711 audio stream needs.
struct SessionDescription: Sendable, Equatable {
    enum Direction: String, Sendable {
        case sendrecv, sendonly, recvonly, inactive

        /// What the other side of this direction answers.
        var answer: Direction {
            switch self {
            case .sendrecv: .sendrecv
            case .sendonly: .recvonly
            case .recvonly: .sendonly
            case .inactive: .inactive
            }
        }
    }

    var address: String
    var port: Int
    /// Payload types in the order of preference.
    var payloadTypes: [Int]
    /// The payload type of RFC 4733 digits, if there are any.
    var telephoneEvent: Int?
    var direction: Direction = .sendrecv

    static let muLaw = 0

    init(address: String, port: Int, telephoneEvent: Int? = 101, direction: Direction = .sendrecv) {
        self.address = address
        self.port = port
        self.payloadTypes = [Self.muLaw] + (telephoneEvent.map { [$0] } ?? [])
        self.telephoneEvent = telephoneEvent
        self.direction = direction
    }

    /// Reads the first audio stream of a description; nil when there is none or it lacks an address.
    init?(parsing text: String) {
        var sessionAddress: String?
        var mediaAddress: String?
        var audio: (port: Int, payloadTypes: [Int])?
        var isInAudio = false
        telephoneEvent = nil
        for line in text.split(whereSeparator: \.isNewline) {
            guard line.count >= 2, line.dropFirst().first == "=" else { continue }
            let value = line.dropFirst(2).trimmed
            switch line.first {
            case "m":
                let parts = value.split(separator: " ")
                isInAudio = audio == nil && parts.count >= 4 && parts[0] == "audio"
                if isInAudio, let port = Int(parts[1].prefix { $0 != "/" }), (0...65535).contains(port) {
                    audio = (port, parts.dropFirst(3).compactMap { Int($0) })
                }
            case "c":
                let host = value.split(separator: " ").last.map(String.init)
                if isInAudio { mediaAddress = host } else if audio == nil { sessionAddress = host }
            case "a":
                if let direction = Direction(rawValue: String(value)), isInAudio || audio == nil {
                    self.direction = direction
                } else if isInAudio, value.hasPrefix("rtpmap:"),
                    value.lowercased().contains("telephone-event/8000")
                {
                    telephoneEvent = Int(value.dropFirst("rtpmap:".count).prefix { $0.isNumber })
                }
            default: break
            }
        }
        guard let audio, let address = mediaAddress ?? sessionAddress else { return nil }
        self.address = address
        self.port = audio.port
        self.payloadTypes = audio.payloadTypes
    }

    /// Whether the stream can be spoken in G.711 µ-law.
    var offersMuLaw: Bool { payloadTypes.contains(Self.muLaw) }

    /// - Parameters:
    ///   - user: The name of the origin line.
    ///   - version: Grows with each change of the session.
    func serialised(user: String, version: Int) -> String {
        var lines = [
            "v=0", "o=\(user) 1 \(version) IN IP4 \(address)", "s=-", "c=IN IP4 \(address)", "t=0 0",
            "m=audio \(port) RTP/AVP " + payloadTypes.map(String.init).joined(separator: " "),
            "a=rtpmap:0 PCMU/8000",
        ]
        if let telephoneEvent {
            lines += ["a=rtpmap:\(telephoneEvent) telephone-event/8000", "a=fmtp:\(telephoneEvent) 0-16"]
        }
        lines += ["a=ptime:20", "a=\(direction.rawValue)"]
        return lines.map { $0 + "\r\n" }.joined()
    }
}
