/// The consequences of the configured way of dialling extensions.
extension PhoneAddresses {
    var findings: [PBXFinding] {
        guard isThroughDialplan else { return direct }
        return [
            PBXFinding(
                .good,
                "extensions are dialled through the dialplan as \(endpoint): follow-me, forwarding and do not disturb of"
                    + " the PBX count, and it decides which of somebody's phones ring"),
            PBXFinding(
                .note,
                "an operator who asks is called at \(device), which tells who is busy and which call is coached, too",
                remedy: "set pbx.device where the phones have other names"),
            PBXFinding(
                .note,
                "a phone that sends its calls elsewhere (302) is followed by the dialplan, which knows no pbx.numbers",
                remedy: "give Dial() in that context the option i, unless phones may forward anywhere"),
        ]
    }

    private var direct: [PBXFinding] {
        var findings = [
            PBXFinding(
                .note,
                "extensions are dialled as \(endpoint): follow-me, forwarding and do not disturb of the PBX do not count,"
                    + " only what the phones do themselves",
                remedy:
                    "to let them count, set pbx.endpoint to Local/{extension}@from-internal, or the context that your"
                    + " phones dial in, and pbx.device to \(device)")
        ]
        if !endpoint.lowercased().hasPrefix("pjsip/") {
            findings.append(
                PBXFinding(
                    .note, "of several phones under one account only the one rings that \(endpoint) leads to",
                    remedy: "only PJSIP tells of each of them; or dial through the dialplan"))
        }
        return findings
    }
}

extension PBXFinding {
    /// Returns the names of some phones, for one line about all of them.
    static func list(_ names: [String]) -> String {
        let shown = names.prefix(8).joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) others" : shown
    }
}
