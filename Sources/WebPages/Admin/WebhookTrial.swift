import Administration
import WebServer

/// Shell commands that post an example to a webhook endpoint as its CRM would.
struct WebhookTrial: Sendable {
    let webhook: MappingSummary.Webhook
    /// The id of the endpoint.
    let id: String
    /// The address of the bridge, such as `https://bridge.example.com`.
    let origin: String

    /// - Parameter secret: the endpoint's secret, or a placeholder if it is not known.
    func lines(secret: String) -> String {
        let target = "\(origin)/v1/webhooks/\(id)"
        let head = "SECRET=\(Self.quoted(secret))\nBODY=\(body)\n"
        let type = "-H 'Content-Type: application/json'"
        switch webhook.signature {
        case .standard:
            // OpenSSL accepts the key in hex only.
            return head + """
                ID="msg_$(date +%s%N)"; TIME="$(date +%s)"
                KEY="$(printf %s "${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')"
                SIGNATURE="$(printf '%s.%s.%s' "$ID" "$TIME" "$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | base64 -w0)"
                curl -i \(type) -H "webhook-id: $ID" -H "webhook-timestamp: $TIME" -H "webhook-signature: v1,$SIGNATURE" --data-raw "$BODY" '\(target)'
                """
        case .hmac(let scheme):
            return head + hmac(scheme, target).joined(separator: "\n")
        case .token(.header(let name, let prefix)):
            return head + "curl -i \(type) -H \"\(name): \(prefix)$SECRET\" --data-raw \"$BODY\" '\(target)'"
        case .token(.query(let name)):
            return head + "curl -i \(type) --data-raw \"$BODY\" \"\(target)?\(name)=$SECRET\""
        case .token(.body):
            return head
                + "curl -i \(type) --data-raw \"$BODY\" '\(target)'"
        case .basic:
            return head + "curl -i \(type) -u \"$SECRET\" --data-raw \"$BODY\" '\(target)'"
        }
    }

    /// The example, with the secret where the CRM puts it.
    private var body: String {
        webhook.example.split(separator: MappingSummary.Webhook.secretMark, omittingEmptySubsequences: false)
            .map { Self.quoted(String($0)) }.joined(separator: "\"$SECRET\"")
    }

    /// Returns commands that sign and post by a scheme that a mapping declares.
    private func hmac(_ scheme: WebhookHMAC, _ target: String) -> [String] {
        var lines: [String] = []
        var headers = "-H 'Content-Type: application/json'"
        if let timestamp = scheme.timestamp {
            lines.append("TIME=\"$(\(Self.clock(timestamp.format)))\"")
            if case .header(let name) = timestamp.place { headers += " -H \"\(name): $TIME\"" }
        }
        if scheme.idHeader != nil || scheme.form == .pair { lines.append("ID=\"delivery-$(date +%s%N)\"") }
        if let name = scheme.idHeader { headers += " -H \"\(name): $ID\"" }
        let signed = scheme.over.map { part in
            switch part {
            case .text(let text): Self.quoted(text)
            case .body: "\"$BODY\""
            case .timestamp: "\"$TIME\""
            case .id: "\"$ID\""
            case .url: Self.quoted(target)
            case .path: Self.quoted("/v1/webhooks/\(id)")
            }
        }.joined()
        lines.append(
            "SIGNATURE=\"$(printf %s \(signed) | openssl dgst -\(scheme.hash.rawValue) -hmac \"$SECRET\" -binary "
                + "| \(Self.encoder(scheme.encoding)))\"")
        let value: String
        switch scheme.form {
        case .plain(let prefix):
            value = "\(prefix)$SIGNATURE"
        case .list(let name):
            if case .list(let time)? = scheme.timestamp?.place {
                value = "\(time)=$TIME,\(name)=$SIGNATURE"
            } else {
                value = "\(name)=$SIGNATURE"
            }
        case .pair:
            lines.append("PAIR=\"$(printf %s \"$ID:$SIGNATURE\" | base64 -w0)\"")
            value = "$PAIR"
        }
        lines.append("curl -i \(headers) -H \"\(scheme.header): \(value)\" --data-raw \"$BODY\" '\(target)'")
        return lines
    }

    private static func clock(_ format: WebhookHMAC.TimeFormat?) -> String {
        switch format {
        case .milliseconds: "date +%s%3N"
        case .iso8601: "date -u +%Y-%m-%dT%H:%M:%SZ"
        case .seconds, nil: "date +%s"
        }
    }

    private static func encoder(_ encoding: WebhookHMAC.Encoding) -> String {
        switch encoding {
        case .hex: "od -An -v -tx1 | tr -d ' \\n'"
        case .base64: "base64 -w0"
        case .base64url: "base64 -w0 | tr '+/' '-_'"
        }
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
