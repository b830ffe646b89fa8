/// The signature scheme of a CRM: a keyed hash (HMAC, RFC 2104) over parts of the delivery, in a header field.
public struct WebhookHMAC: Sendable, Equatable {
    /// The hash function under the HMAC.
    public enum Hash: String, Sendable, CaseIterable {
        case sha1, sha256, sha384, sha512
    }

    /// The encoding of the signature's bytes.
    public enum Encoding: String, Sendable, CaseIterable {
        case hex, base64, base64url
    }

    /// The form of the signature in its header field.
    public enum Form: Sendable, Equatable {
        /// By itself, after a prefix such as `sha256=`.
        case plain(prefix: String)
        /// In a list such as `t=…,v1=…`, under this name; several entries of that name are several signatures.
        case list(signature: String)
        /// The Base64 of `id:signature`.
        case pair
    }

    /// A part of the signed content.
    public enum Part: Sendable, Equatable {
        /// A literal text of the mapping.
        case text(String)
        /// The content as received.
        case body
        /// The time of sending, as written in the delivery.
        case timestamp
        /// The delivery's id, from its header field or from the pair.
        case id
        /// The address as the sender called it, with its query.
        case url
        /// The address from its path on, with its query.
        case path
    }

    /// The format of the time of sending.
    public enum TimeFormat: String, Sendable, CaseIterable {
        case seconds, milliseconds, iso8601
    }

    /// The time of sending, as the sender states it.
    public struct Timestamp: Sendable, Equatable {
        /// The place of the time of sending.
        public enum Place: Sendable, Equatable {
            case header(String)
            /// In the signature's list, under this name.
            case list(String)
        }

        public var place: Place
        /// The format; `nil` accepts all of them and recognizes each by its look.
        public var format: TimeFormat?
        /// The maximum age of a delivery, and how far ahead of our clock it may be.
        public var toleranceSeconds: Int

        public init(_ place: Place, format: TimeFormat? = nil, toleranceSeconds: Int = 300) {
            self.place = place
            self.format = format
            self.toleranceSeconds = toleranceSeconds
        }
    }

    /// The name of the header field that the signature is in.
    public var header: String
    public var hash: Hash
    public var encoding: Encoding
    public var form: Form
    /// The signed parts, in order.
    public var over: [Part]
    public var timestamp: Timestamp?
    /// The name of the header field that the delivery's id is in.
    public var idHeader: String?

    public init(
        header: String, hash: Hash = .sha256, encoding: Encoding = .hex, form: Form = .plain(prefix: ""),
        over: [Part] = [.body], timestamp: Timestamp? = nil, idHeader: String? = nil
    ) {
        self.header = header
        self.hash = hash
        self.encoding = encoding
        self.form = form
        self.over = over
        self.timestamp = timestamp
        self.idHeader = idHeader
    }
}

extension WebhookHMAC {
    /// EspoCRM 9 and later: https://docs.espocrm.com/administration/webhooks/#signature-checking
    public static let espocrm = WebhookHMAC(header: "Signature", form: .pair)

    /// GLPI 11 and later, `src/Webhook.php`: the body, then the time.
    public static let glpi = WebhookHMAC(
        header: "X-GLPI-signature", over: [.body, .timestamp],
        timestamp: Timestamp(.header("X-GLPI-timestamp"), format: .seconds))

    /// Zammad: https://admin-docs.zammad.org/en/latest/manage/webhook.html
    public static let zammad = WebhookHMAC(
        header: "X-Hub-Signature", hash: .sha1, form: .plain(prefix: "sha1="))

    /// Zendesk: the time, then the body: https://developer.zendesk.com/documentation/webhooks/verifying/
    public static let zendesk = WebhookHMAC(
        header: "X-Zendesk-Webhook-Signature", encoding: .base64, over: [.timestamp, .body],
        timestamp: Timestamp(.header("X-Zendesk-Webhook-Signature-Timestamp"), format: .iso8601))

    /// `t=…,v1=…` over `time.body`, as used by Stripe and others: https://docs.stripe.com/webhooks/signature
    public static func timestamped(header: String) -> WebhookHMAC {
        WebhookHMAC(
            header: header, form: .list(signature: "v1"), over: [.timestamp, .text("."), .body],
            timestamp: Timestamp(.list("t"), format: .seconds))
    }
}

extension WebhookHMAC: CustomStringConvertible {
    /// The scheme, for people who write the sender: `X-Hub-Signature: sha1=<hex HMAC-SHA1 of {body}>`.
    public var description: String {
        let code = "<\(encoding.rawValue) HMAC-\(hash.rawValue.uppercased()) of \(signedText)>"
        let value =
            switch form {
            case .plain(let prefix): prefix + code
            case .list(let name):
                if case .list(let time)? = timestamp?.place {
                    "\(time)=<time>,\(name)=\(code)"
                } else {
                    "\(name)=\(code)"
                }
            case .pair: "the Base64 of <id>:\(code)"
            }
        return "\(header): \(value)"
    }

    /// The signed content as a mapping writes it, such as `{timestamp}.{body}`.
    public var signedText: String {
        over.map { part in
            switch part {
            case .text(let text): text
            case .body: "{body}"
            case .timestamp: "{timestamp}"
            case .id: "{id}"
            case .url: "{url}"
            case .path: "{path}"
            }
        }.joined()
    }
}
