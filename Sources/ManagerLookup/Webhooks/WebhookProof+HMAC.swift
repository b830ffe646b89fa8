import Administration
import Crypto
import Foundation
import WebEncoding

/// Signatures as a mapping declares them.
extension WebhookProof {
    /// The values found in a delivery's header fields.
    private struct Signed {
        var codes: [String] = []
        var timestamp: String?
        var id: String?
    }

    /// - Returns: the delivery's id if it is signed.
    func hmac(_ scheme: WebhookHMAC, _ delivery: PostedWebhook, at now: Date) throws(WebhookRefusal) -> String? {
        let signed = try Self.signed(scheme, delivery)
        if let timestamp = scheme.timestamp {
            let name = timestamp.name(in: scheme)
            guard let text = signed.timestamp else { throw .unproven("send the time in \(name)") }
            guard let time = PostedTime.date(text, format: timestamp.format) else {
                throw .unproven("the time in \(name) is not \(timestamp.expectation)")
            }
            try Self.checkTime(time, "the time in \(name)", tolerance: timestamp.toleranceSeconds, at: now)
        }
        if let name = scheme.idHeader, signed.id?.isEmpty ?? true {
            throw .unproven("send the delivery's id in \(name)")
        }
        let codes = signed.codes.compactMap { Self.code($0, scheme) }
        guard !codes.isEmpty else { throw .unproven("send the signature as \(scheme)") }
        guard codes.count <= Self.maximumSignatures else {
            throw .unproven("\(scheme.header) lists more than \(Self.maximumSignatures) signatures")
        }
        let contents = delivery.signedBodies.flatMap { Self.contents(scheme, delivery, $0, signed) }
        let keys = secrets.map { SymmetricKey(data: Data($0.utf8)) }
        let isProven =
            switch scheme.hash {
            case .sha1: Self.proves(Insecure.SHA1.self, keys: keys, contents: contents, codes)
            case .sha256: Self.proves(SHA256.self, keys: keys, contents: contents, codes)
            case .sha384: Self.proves(SHA384.self, keys: keys, contents: contents, codes)
            case .sha512: Self.proves(SHA512.self, keys: keys, contents: contents, codes)
            }
        guard isProven else {
            throw .unproven("the signature fits no secret of this endpoint; it has to be \(scheme)")
        }
        return scheme.over.contains(.id) ? signed.id : nil
    }

    private static func signed(_ scheme: WebhookHMAC, _ delivery: PostedWebhook) throws(WebhookRefusal) -> Signed {
        let lines = delivery.lines(of: scheme.header)
        guard !lines.isEmpty else { throw .unproven("send the signature as \(scheme)") }
        var signed = Signed()
        signed.id = scheme.idHeader.flatMap { delivery.headers[$0.lowercased()] }
        if case .header(let name)? = scheme.timestamp?.place { signed.timestamp = delivery.headers[name.lowercased()] }
        switch scheme.form {
        case .plain(let prefix):
            signed.codes = lines.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        case .list(let name):
            for (key, value) in lines.flatMap(Self.fields) {
                if key == name { signed.codes.append(value) }
                if case .list(key)? = scheme.timestamp?.place { signed.timestamp = value }
            }
        case .pair:
            for line in lines {
                let pair = Data(base64Encoded: line).map { String(decoding: $0, as: UTF8.self) }
                guard let parts = pair?.split(separator: ":", maxSplits: 1), parts.count == 2 else { continue }
                signed.id = String(parts[0])
                signed.codes.append(String(parts[1]))
            }
        }
        return signed
    }

    /// Splits `t=1,v1=2`, with commas or, as some senders write it, semicolons.
    private static func fields(_ line: String) -> [(String, String)] {
        line.split(maxSplits: maximumSignatures * 4, whereSeparator: { $0 == "," || $0 == ";" }).compactMap { field in
            let parts = field.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            return (parts[0].trimmingCharacters(in: .whitespaces), parts[1].trimmingCharacters(in: .whitespaces))
        }
    }

    /// - Returns: `nil` if the text is not a code of the hash's length.
    private static func code(_ text: String, _ scheme: WebhookHMAC) -> Data? {
        let code: Data? =
            switch scheme.encoding {
            case .hex: [UInt8](hexadecimal: text[...]).map { Data($0) }
            case .base64, .base64url: StandardWebhooks.base64(text[...])
            }
        return code?.count == scheme.hash.byteCount ? code : nil
    }

    /// Returns the signed pieces.
    ///
    /// Behind a proxy the sender may have used either URL scheme, so both are accepted.
    private static func contents(
        _ scheme: WebhookHMAC, _ delivery: PostedWebhook, _ body: [UInt8], _ signed: Signed
    ) -> [[[UInt8]]] {
        let origins = scheme.over.contains(.url) ? ["https://", "http://"] : [""]
        let path = delivery.address.firstIndex(of: "/").map { delivery.address[$0...] } ?? ""
        return origins.map { origin in
            scheme.over.map { part in
                switch part {
                case .text(let text): Array(text.utf8)
                case .body: body
                case .timestamp: Array((signed.timestamp ?? "").utf8)
                case .id: Array((signed.id ?? "").utf8)
                case .url: Array((origin + delivery.address).utf8)
                case .path: Array(path.utf8)
                }
            }
        }
    }
}

extension WebhookHMAC.Hash {
    fileprivate var byteCount: Int {
        switch self {
        case .sha1: Insecure.SHA1.byteCount
        case .sha256: SHA256.byteCount
        case .sha384: SHA384.byteCount
        case .sha512: SHA512.byteCount
        }
    }
}

extension WebhookHMAC.Timestamp {
    fileprivate func name(in scheme: WebhookHMAC) -> String {
        switch place {
        case .header(let name): name
        case .list(let name): "\(name)= of \(scheme.header)"
        }
    }

    fileprivate var expectation: String {
        switch format {
        case .seconds: "a number of seconds since 1970"
        case .milliseconds: "a number of milliseconds since 1970"
        case .iso8601: "a time with its zone, such as 2026-11-28T10:00:00Z"
        case nil: "seconds or milliseconds since 1970, or a time with its zone"
        }
    }
}
