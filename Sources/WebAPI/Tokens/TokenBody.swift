public import Administration
import Crypto
import Foundation
import WebEncoding
import WebServer

/// The form of a token in the API and in `helpbridge token --json`.
public struct TokenBody: Encodable {
    var record: APIToken
    /// The token itself, present only in the response that creates it.
    var token: String?

    /// - Parameter token: the token itself, if it is shown.
    public init(record: APIToken, token: String? = nil) {
        self.record = record
        self.token = token
    }

    private enum CodingKeys: CodingKey {
        case id, name, scopes, createdAt, expiresAt, token
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(record.id, forKey: .id)
        try container.encode(record.name, forKey: .name)
        try container.encode(record.scopes.map(\.rawValue).sorted(), forKey: .scopes)
        try container.encode(record.createdAt, forKey: .createdAt)
        try container.encode(record.expiresAt, forKey: .expiresAt)
        try container.encodeIfPresent(token, forKey: .token)
    }

    /// Returns the entity tag, without its quotes.
    static func tag(_ record: APIToken) throws -> String {
        let digest = SHA256.hash(data: try ResponseJSON.bytes(TokenBody(record: record))).hexadecimal
        return String(digest.prefix(16))
    }
}
