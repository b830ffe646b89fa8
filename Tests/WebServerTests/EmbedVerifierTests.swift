import Administration
import Crypto
import CryptoExtras
import Foundation
import HTTPTypes
import Testing
import WebTestSupport

@testable import WebServer

@Suite("A CRM's token for the embedded panel")
struct EmbedVerifierTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func verifier(
        _ keys: EmbedConfiguration.Keys = .secret(TokenSigner.secret), issuer: String? = nil, audience: String? = nil
    ) async throws -> EmbedVerifier {
        try await EmbedVerifier(
            EmbedConfiguration(keys: keys, issuer: issuer, audience: audience), now: { Self.now })
    }

    private func refusal(_ verifier: EmbedVerifier, _ token: String) async -> String? {
        do throws(WebServerError) {
            _ = try await verifier.verify(token)
            return nil
        } catch {
            return error.description
        }
    }

    /// Whom a token names, whatever key it was taken by.
    private func guest(of token: String, by verifier: EmbedVerifier) async throws -> EmbeddedOperator {
        var guest = try await verifier.verify(token)
        guest.trust = nil
        return guest
    }

    @Test(
        "A CRM's token names the operator and what it says of the customer; what is not known in it counts for nothing")
    func good() async throws {
        let token = try TokenSigner.hs256().token(
            #"{"exp":1800000060,"nbf":1799999990,"extension":"101","name":"علی","route":"*5003","customer":"+98912"}"#)
        #expect(
            try await guest(of: token, by: verifier())
                == EmbeddedOperator(extension: "101", route: "*5003", customer: "+98912"))
    }

    @Test("A CRM's token may name the default PBX of its operator, who is the same person")
    func defaultPBX() async throws {
        let token = try TokenSigner.hs256().token(#"{"exp":1800000060,"extension":"101@tehran"}"#)
        let verifier = try await EmbedVerifier(
            EmbedConfiguration(keys: .secret(TokenSigner.secret)), defaultPBX: "tehran", now: { Self.now })
        #expect(try await guest(of: token, by: verifier) == EmbeddedOperator(extension: "101"))
        #expect(try await guest(of: token, by: self.verifier()) == EmbeddedOperator(extension: "101@tehran"))
    }

    @Test(
        "A CRM's token names route and department however they were written",
        arguments: ["*5003", "*۵۰۰۳", "\u{2068}*5003\u{2069}", "*5003@main"])
    func spelling(route: String) async throws {
        let token = try TokenSigner.hs256().token(
            #"{"exp":1800000060,"extension":"101","route":"\#(route)","department":"support\#u{200F}"}"#)
        #expect(
            try await guest(of: token, by: verifier())
                == EmbeddedOperator(extension: "101", route: "*5003", department: "support"))
    }

    @Test("A CRM's token for an operator of another PBX does not turn the default PBX's route into theirs")
    func foreignRoute() async throws {
        let token = try TokenSigner.hs256().token(
            #"{"exp":1800000060,"extension":"101@shiraz","route":"*5003@main"}"#)
        #expect(
            try await guest(of: token, by: verifier())
                == EmbeddedOperator(extension: "101@shiraz", route: "*5003@main"))
    }

    @Test(
        "A CRM's token is taken by new keys once they are read, and by the last good ones where the new ones are broken"
    )
    func reload() async throws {
        let (first, second) = (P256.Signing.PrivateKey(), P256.Signing.PrivateKey())
        func tokens() throws -> [String] {
            try [first, second].map {
                try TokenSigner.es256($0, kid: "k").token(#"{"exp":1800000060,"extension":"101"}"#)
            }
        }
        func taken(_ verifier: EmbedVerifier) async throws -> [Bool] {
            var taken: [Bool] = []
            for token in try tokens() { taken.append(await refusal(verifier, token) == nil) }
            return taken
        }
        let verifier = try await verifier(.keySet(Self.keySet(first)))
        #expect(try await taken(verifier) == [true, false])
        // Those who hold it have what was read again.
        let copy = verifier
        try await verifier.reload(
            EmbedConfiguration(keys: .keySet(Self.keySet(second)), frameAncestors: ["https://crm.example.com"]))
        #expect(try await taken(copy) == [false, true])
        #expect(copy.frameAncestors == ["https://crm.example.com"])
        for broken in ["{", #"{"keys":[]}"#] {
            await #expect(throws: WebServerError.self) {
                try await verifier.reload(EmbedConfiguration(keys: .keySet(broken)))
            }
        }
        #expect(try await taken(copy) == [false, true])
    }

    @Test("Whoever was let in by a key of a set stays while that key is in it, for the same issuer and audience")
    func rotation() async throws {
        let (old, new) = (P256.Signing.PrivateKey(), P256.Signing.PrivateKey())
        func trusted(_ keys: [String], issuer: String? = nil, audience: String? = nil) -> EmbedConfiguration {
            EmbedConfiguration(
                keys: .keySet(#"{"keys":[\#(keys.joined(separator: ","))]}"#), issuer: issuer, audience: audience)
        }
        let (oldKey, newKey) = (old.publicKey.jwk(kid: "old"), new.publicKey.jwk(kid: "new"))
        let verifier = try await EmbedVerifier(trusted([oldKey]), now: { Self.now })
        let guest = try await verifier.verify(
            TokenSigner.es256(old, kid: "old").token(#"{"exp":1800000060,"extension":"101"}"#))
        #expect(verifier.admits(guest))
        for (configuration, isAdmitted) in [
            (trusted([oldKey, newKey]), true), (trusted([newKey]), false), (trusted([oldKey], issuer: "crm"), false),
            (trusted([oldKey], audience: "helpbridge"), false), (trusted([newKey, oldKey]), true),
            // Another key by the same name is another one.
            (trusted([new.publicKey.jwk(kid: "old")]), false),
        ] {
            try await verifier.reload(configuration)
            #expect(verifier.admits(guest) == isAdmitted, "\(configuration)")
        }
        try await verifier.reload(trusted([oldKey]))
        #expect(!verifier.admits(EmbeddedOperator(extension: "101")), "let in by an older program")
    }

    private static func keySet(_ key: P256.Signing.PrivateKey) -> String {
        let point = key.publicKey.rawRepresentation
        let (x, y) = (Data(point.prefix(32)).base64URL, Data(point.suffix(32)).base64URL)
        return #"{"keys":[{"kty":"EC","crv":"P-256","kid":"k","x":"\#(x)","y":"\#(y)"}]}"#
    }

    @Test(
        "A CRM's token is refused for what it claims",
        arguments: [
            (#"{"extension":"101"}"#, "cannot be verified"),
            (#"{"exp":1799999900,"extension":"101"}"#, "expired"),
            (#"{"exp":1800009999,"extension":"101"}"#, "more than 10 minutes ahead"),
            (#"{"exp":1800000060,"nbf":1800000050,"extension":"101"}"#, "not valid yet"),
            (#"{"exp":1800000060}"#, "cannot be verified"),
            (#"{"exp":1800000060,"extension":""}"#, "names no extension"),
            (#"{"exp":1800000060,"extension":" "}"#, "extension is blank"),
            (#"{"exp":1800000060,"extension":"101","route":" "}"#, "route is blank"),
            (#"{"exp":1800000060,"extension":"101","department":"\u200f"}"#, "department is blank"),
            (#"{"exp":1800000060,"extension":"1\n2"}"#, "extension is not one line"),
            (#"{"exp":"1800000060","extension":"101"}"#, "cannot be verified"),
            (#"{"exp":1e400,"extension":"101"}"#, "cannot be verified"),
        ])
    func claims(claims: String, reason: String) async throws {
        let found = await refusal(try await verifier(), try TokenSigner.hs256().token(claims))
        #expect(found?.contains(reason) == true, "\(found ?? "taken")")
    }

    @Test("A CRM's token is refused for its header or signature, whatever algorithm it names itself")
    func signatures() async throws {
        let claims = #"{"exp":1800000060,"extension":"101"}"#
        let verifier = try await verifier()
        let good = try TokenSigner.hs256().token(claims)
        #expect(await refusal(verifier, good) == nil)
        let other = try TokenSigner.hs256("another secret of thirty-two bytes or so").token(claims)
        var bad = [
            other, String(good.dropLast(4)), good + ".x", "", "a.b.c", "..", String(repeating: "x", count: 9000),
        ]
        for header in [#"{"alg":"none"}"#, #"{"alg":"HS512"}"#, #"{"alg":"hs256"}"#, #"{}"#] {
            bad.append(try TokenSigner.hs256(header: header).token(claims))
        }
        bad.append(try TokenSigner.hs256(header: #"{"alg":"HS256","crit":["exp"]}"#).token(claims))
        // Without a signature at all.
        bad.append("\(Data(#"{"alg":"none"}"#.utf8).base64URL).\(Data(claims.utf8).base64URL).")
        for token in bad { #expect(await refusal(verifier, token) != nil, "\(token.prefix(80))") }
    }

    @Test("A CRM's token has the issuer and the audience that are configured")
    func parties() async throws {
        let verifier = try await verifier(issuer: "crm", audience: "helpbridge")
        func found(_ claims: String) async throws -> String? {
            await refusal(
                verifier, try TokenSigner.hs256().token(#"{"exp":1800000060,"extension":"101"\#(claims)}"#))
        }
        #expect(try await found(#","iss":"crm","aud":"helpbridge""#) == nil)
        #expect(try await found(#","iss":"crm","aud":["other","helpbridge"]"#) == nil)
        #expect(try await found(#","iss":"crm","aud":"other""#)?.contains("aud") == true)
        #expect(try await found(#","iss":"crm""#)?.contains("aud") == true)
        #expect(try await found(#","iss":"other","aud":"helpbridge""#)?.contains("iss") == true)
        #expect(try await found(#","aud":"helpbridge""#)?.contains("iss") == true)
    }

    @Test("A CRM's token is verified by a key set, by the key that it names or by any")
    func keySet() async throws {
        let (ec, rsa) = (P256.Signing.PrivateKey(), try _RSA.Signing.PrivateKey(keySize: .bits2048))
        let keys = "[\(ec.publicKey.jwk(kid: "e")),\(try rsa.publicKey.jwk(kid: "r"))]"
        let verifier = try await verifier(.keySet(#"{"keys":\#(keys)}"#))
        let claims = #"{"exp":1800000060,"extension":"101"}"#
        for kid in ["e", nil] {
            #expect(await refusal(verifier, try TokenSigner.es256(ec, kid: kid).token(claims)) == nil)
        }
        for kid in ["r", nil] {
            #expect(await refusal(verifier, try TokenSigner.rs256(rsa, kid: kid).token(claims)) == nil)
        }
        #expect(await refusal(verifier, try TokenSigner.rs256(rsa, kid: "e").token(claims)) != nil)
        let stranger = P256.Signing.PrivateKey()
        #expect(await refusal(verifier, try TokenSigner.es256(stranger, kid: "e").token(claims)) != nil)
        // The oldest trick: the public key as a shared secret.
        let forged = try TokenSigner.hs256(ec.publicKey.pemRepresentation).token(claims)
        #expect(await refusal(verifier, forged)?.contains("not by ES256 or RS256") == true)
    }

    @Test("A CRM's token needs keys that can be used safely")
    func keys() async throws {
        let ec = P256.Signing.PrivateKey()
        let p384 = P384.Signing.PrivateKey().publicKey.x963Representation.dropFirst()
        let sets = [
            "", "[]", #"{"keys":[]}"#, #"{"keys":[{"kty":"oct","k":"AAAA"}]}"#,
            #"{"keys":[\#(ec.publicKey.jwk(kid: "e", more: #","d":"AAAA""#))]}"#,
            #"{"keys":[\#(ec.publicKey.jwk(kid: "e", more: #","alg":"ES384""#))]}"#,
            #"{"keys":[{"kty":"EC","crv":"P-384","x":"\#(Data(p384.prefix(48)).base64URL)","y":"\#(Data(p384.suffix(48)).base64URL)"}]}"#,
        ]
        for set in sets {
            await #expect(throws: WebServerError.self, "\(set)") { _ = try await verifier(.keySet(set)) }
        }
        await #expect(throws: WebServerError.self) { _ = try await verifier(.secret("too short")) }
    }

    @Test("A CRM's token is a bearer token for the API of its operator, and of no other")
    func bearer() async throws {
        var site = TestSite()
        site.embed = try await EmbedVerifier(EmbedConfiguration(keys: .secret(TokenSigner.secret)))
        let token = try TokenSigner.hs256().token()
        try await site.test { client in
            #expect(try await client.create(token: token).status == 202)
            #expect(try await client.create(#"{"operator":"103","route":"*5003"}"#, token: token).status == 422)
            #expect(try await client.send(.get, "/v1/departments", token: token).status == 403)
            let stale = try TokenSigner.hs256().token(lasting: -60)
            #expect(try await client.create(token: stale).status == 401)
        }
    }
}

extension P256.Signing.PublicKey {
    fileprivate func jwk(kid: String, more: String = "") -> String {
        let point = x963Representation.dropFirst()
        let (x, y) = (Data(point.prefix(32)).base64URL, Data(point.suffix(32)).base64URL)
        return #"{"kty":"EC","crv":"P-256","kid":"\#(kid)","use":"sig","x":"\#(x)","y":"\#(y)"\#(more)}"#
    }
}

extension _RSA.Signing.PublicKey {
    fileprivate func jwk(kid: String) throws -> String {
        let key = try getKeyPrimitives()
        return #"{"kty":"RSA","kid":"\#(kid)","n":"\#(key.modulus.base64URL)","e":"\#(key.publicExponent.base64URL)"}"#
    }
}
