/// The events in JSON, in the order of members in which Asterisk writes them.
enum FakeARIEvents {
    private static let timestamp = "2025-01-01T10:00:00.000+0330"

    static func channel(_ channel: FakeARIExchange.Leg) -> String {
        """
        {"id":"\(escape(channel.id))","name":"PJSIP/\(escape(channel.phone))-00000001","state":"\(channel.state)",\
        "protocol_id":"5f0c","caller":{"name":"","number":"\(escape(channel.phone))"},\
        "connected":{"name":"","number":""},"accountcode":"","dialplan":{"context":"default","exten":"s","priority":1,\
        "app_name":"AppDial2","app_data":"(Outgoing Line)"},"creationtime":"\(timestamp)","language":"en"}
        """
    }

    static func bridge(_ id: String, _ members: [String]) -> String {
        """
        {"id":"\(escape(id))","technology":"simple_bridge","bridge_type":"mixing","bridge_class":"stasis","creator":"Stasis",\
        "name":"","channels":[\(members.map { "\"\(escape($0))\"" }.joined(separator: ","))],\
        "creationtime":"\(timestamp)","video_mode":"none"}
        """
    }

    static func playback(_ id: String, media: String, on channel: String, state: String) -> String {
        """
        {"id":"\(escape(id))","media_uri":"\(escape(media))","target_uri":"channel:\(escape(channel))","language":"en",\
        "state":"\(state)"}
        """
    }

    static func recording(_ name: String, of channel: String, state: String) -> String {
        """
        {"name":"\(escape(name))","format":"wav","state":"\(state)","target_uri":"channel:\(escape(channel))"}
        """
    }

    static func stored(_ name: String) -> String {
        "{\"name\":\"\(escape(name))\",\"format\":\"wav\"}"
    }

    static func event(_ type: String, _ members: String) -> String {
        """
        {"type":"\(type)","timestamp":"\(timestamp)",\(members),"asterisk_id":"52:54:00:00:00:01",\
        "application":"helpbridge"}
        """
    }

    static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            return text
        }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
