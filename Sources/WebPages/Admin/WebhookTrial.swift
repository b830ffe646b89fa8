import Administration
import WebServer

/// Lines for a shell that post an example to a webhook endpoint as its CRM would.
struct WebhookTrial: Sendable {
    let webhook: MappingSummary.Webhook
    /// The endpoint's.
    let id: String
    /// How the bridge is reached, such as `https://bridge.example.com`.
    let origin: String

    /// - Parameter secret: of the endpoint; what stands in its place where it is not known.
    func lines(secret: String) -> String {
        let target = "\(origin)/v1/webhooks/\(id)"
        let head = "SECRET=\(Self.quoted(secret))\nBODY=\(Self.quoted(webhook.example))\n"
        let type = "-H 'Content-Type: application/json'"
        switch webhook.proof {
        case .standard:
            // OpenSSL takes the key in hex only.
            return head + """
                ID="msg_$(date +%s%N)"; TIME="$(date +%s)"
                KEY="$(printf %s "${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')"
                SIGNATURE="$(printf '%s.%s.%s' "$ID" "$TIME" "$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | base64 -w0)"
                curl -i \(type) -H "webhook-id: $ID" -H "webhook-timestamp: $TIME" -H "webhook-signature: v1,$SIGNATURE" --data-raw "$BODY" '\(target)'
                """
        case .hmacSHA256(let header, let prefix):
            return head + """
                SIGNATURE="$(printf %s "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1)"
                curl -i \(type) -H "\(header): \(prefix)$SIGNATURE" --data-raw "$BODY" '\(target)'
                """
        case .header(let name, let prefix):
            return head + "curl -i \(type) -H \"\(name): \(prefix)$SECRET\" --data-raw \"$BODY\" '\(target)'"
        case .query(let name):
            return head + "curl -i \(type) --data-raw \"$BODY\" \"\(target)?\(name)=$SECRET\""
        case .body:
            return "# The secret belongs into the body, where the CRM puts it.\n" + head
                + "curl -i \(type) --data-raw \"$BODY\" '\(target)'"
        case .basic:
            return head + "curl -i \(type) -u \"$SECRET\" --data-raw \"$BODY\" '\(target)'"
        }
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
