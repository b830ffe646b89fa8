import Foundation
import HTTPTypes
import HelpDesk
import HummingbirdCore
import NIOCore

@testable import WebAPI
@testable import WebServer

/// What a request says of who it is and what it wants, in its headers and its query.
enum Credentials: FuzzedParser {
    static let name = "tokens"

    /// The verifiers' secrets are nobody's but theirs: whatever is let in without them is a fault.
    private static let verifier: EmbedVerifier = Blocking.run {
        let secret = (0..<8).map { _ in "\(UInt32.random(in: 0...UInt32.max))" }.joined()
        do {
            return try await EmbedVerifier(
                EmbedConfiguration(keys: .secret(secret + String(repeating: "k", count: 32))))
        } catch {
            preconditionFailure("\(error)")
        }
    }
    private static let cookies = [SessionCookie.session(isSecure: true), .login(isSecure: false)]

    static func read(_ input: [UInt8]) {
        var input = FuzzInput(input)
        switch input.choice(of: 6) {
        case 0: token(input.text)
        case 1: headers(input.fields())
        case 2: query(input.text)
        case 3: range(input.text)
        case 4: address(input.text)
        default: times(input.text)
        }
    }

    private static func token(_ text: String) {
        guard EmbedVerifier.isToken(text) else { return }
        let isTaken = Blocking.run { (try? await verifier.verify(text)) != nil }
        precondition(!isTaken, "a token was taken that nobody has signed")
    }

    private static func headers(_ fields: [(name: String, value: String)]) {
        var headers = HTTPFields()
        for field in fields {
            guard let name = HTTPField.Name(field.name) else { continue }
            headers.append(HTTPField(name: name, value: field.value))
        }
        for cookie in cookies {
            guard let value = cookie.value(headers) else { continue }
            precondition(!value.isEmpty && !value.contains(";"), "a cookie's value goes beyond it")
            precondition(!AntiForgery.isValid(headers[AntiForgery.header], for: value), "a forged call was taken")
        }
        for value in headers[values: IdempotencyKey.field] {
            guard let key = try? IdempotencyKey.key(in: value) else { continue }
            precondition((1...IdempotencyKey.maximumLength).contains(key.utf8.count))
        }
    }

    private static func query(_ text: String) {
        let uri = URI("/v1/help-requests?\(text)")
        _ = try? HelpRequestListing.query(uri, defaultPBX: "main")
        _ = try? HistoryQuery.filter(uri, defaultPBX: "main")
    }

    private static func range(_ text: String) {
        for size in [0, 1, 44, 100_000] {
            guard case .part(let range) = ByteRange(text, size: size) else { continue }
            precondition(!range.isEmpty && range.lowerBound >= 0 && range.upperBound <= size, "\(range) of \(size)")
        }
    }

    private static func address(_ text: String) {
        let known = IPAddress.isValid(text)
        precondition(!known || !text.isEmpty)
    }

    private static func times(_ text: String) {
        if let date = Timestamp.date(text) { _ = Timestamp.text(date) }
        _ = HelpRequestID(text)
    }
}
