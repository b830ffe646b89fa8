public import Administration
import ConcurrencyPrimitives
public import Foundation
public import HelpDesk
import JWTKit

/// Verifies the tokens (RFC 7519) with which a CRM identifies the operator who has its page open.
public struct EmbedVerifier: Sendable {
    private struct Header: Decodable {
        var alg: String
        var kid: String?
        var crit: [String]?
    }

    /// The furthest expiry of a token: an address found in a log must not be usable later.
    static let maximumLifetime: TimeInterval = 600
    /// The tolerated difference of the CRM's clock.
    static let leeway: TimeInterval = 30
    /// The origins whose pages may show the panel.
    public var frameAncestors: [String] { trust.withLock { $0.configuration.frameAncestors } }
    private static let maximumTokenLength = 8 * 1024

    /// The configuration whose tokens are accepted, and its keys.
    private struct Trust: Sendable {
        let configuration: EmbedConfiguration
        let keys: JWTKeyCollection
        let algorithms: Set<String>
        /// The fingerprint of all keys together, for operators admitted by a token that names no key.
        let fingerprintOfAll: String
        let fingerprintsByID: [String: String]

        func fingerprint(ofKey id: String?) -> String { id.flatMap { fingerprintsByID[$0] } ?? fingerprintOfAll }
    }

    private let trust: Locked<Trust>
    private let defaultPBX: String
    private let now: @Sendable () -> Date

    /// - Parameter defaultPBX: the id of the PBX that numbers without a PBX refer to.
    /// - Throws: `WebServerError.unusableEmbedKeys` if the keys cannot verify anything or are not safe.
    public init(
        _ configuration: EmbedConfiguration, defaultPBX: String = DialPolicy.mainPBX,
        now: @escaping @Sendable () -> Date = { Date() }
    ) async throws(WebServerError) {
        self.defaultPBX = defaultPBX
        self.now = now
        trust = Locked(try await Self.trust(configuration))
    }

    /// Replaces the keys, issuer and audience of accepted tokens.
    ///
    /// If the new keys are unusable, nothing changes.
    ///
    /// - Throws: `WebServerError.unusableEmbedKeys`, as at the start.
    public func reload(_ configuration: EmbedConfiguration) async throws(WebServerError) {
        let trust = try await Self.trust(configuration)
        self.trust.withLock { $0 = trust }
    }

    private static func trust(_ configuration: EmbedConfiguration) async throws(WebServerError) -> Trust {
        let keys = JWTKeyCollection()
        switch configuration.keys {
        case .secret(let secret):
            guard secret.utf8.count >= 32 else {
                throw .unusableEmbedKeys("the secret must have at least 32 bytes (RFC 7518, section 3.2)")
            }
            await keys.add(hmac: HMACKey(from: Array(secret.utf8)), digestAlgorithm: .sha256)
            return Trust(
                configuration: configuration, keys: keys, algorithms: ["HS256"],
                fingerprintOfAll: configuration.fingerprint(of: secret), fingerprintsByID: [:])
        case .keySet(let text):
            var algorithms: Set<String> = []
            var publicKeys: [String: String] = [:]
            do {
                let set = try JSONDecoder().decode(JWKS.self, from: Data(text.utf8))
                for (offset, key) in set.keys.enumerated() {
                    let (usable, algorithm) = try Self.usable(key, number: offset + 1)
                    try await keys.add(jwk: usable)
                    algorithms.insert(algorithm)
                    if let id = usable.keyIdentifier?.string { publicKeys[id] = Self.publicKey(usable) }
                }
            } catch let error as WebServerError {
                throw error
            } catch {
                throw .unusableEmbedKeys("the key set cannot be read: \(error)")
            }
            guard !algorithms.isEmpty else { throw .unusableEmbedKeys("the key set holds no key") }
            return Trust(
                configuration: configuration, keys: keys, algorithms: algorithms,
                fingerprintOfAll: configuration.fingerprint(of: publicKeys.values.sorted().joined(separator: " ")),
                fingerprintsByID: publicKeys.mapValues { configuration.fingerprint(of: $0) })
        }
    }

    /// Restricts a key to its one algorithm.
    private static func usable(_ key: JWK, number: Int) throws(WebServerError) -> (JWK, String) {
        var key = key
        let algorithm: JWK.Algorithm
        switch key.keyType {
        case .rsa: algorithm = .rs256
        case .ecdsa where key.curve == .ecdsa(.p256): algorithm = .es256
        default: throw .unusableEmbedKeys("key \(number) is neither for RS256 nor for ES256")
        }
        if let stated = key.algorithm, stated != algorithm {
            throw .unusableEmbedKeys("key \(number) is for \(stated.rawValue); use RS256 or ES256")
        }
        guard key.privateExponent == nil else {
            throw .unusableEmbedKeys("key \(number) is a private one; keep that to the CRM, and give the public one")
        }
        key.algorithm = algorithm
        if key.keyIdentifier == nil { key.keyIdentifier = JWKIdentifier(string: "\(number)") }
        return (key, algorithm.rawValue)
    }

    /// Returns the members that identify a key (RFC 7638, section 3.2), without its metadata.
    private static func publicKey(_ key: JWK) -> String {
        [key.keyType.rawValue, key.curve?.rawValue, key.x, key.y, key.modulus, key.exponent]
            .map { $0 ?? "" }.joined(separator: ",")
    }

    /// Whether the key and the parties by which an operator was admitted are still trusted.
    func admits(_ guest: EmbeddedOperator) -> Bool {
        guard let fingerprint = guest.trust else { return false }
        return trust.withLock { trust in
            trust.fingerprintOfAll == fingerprint || trust.fingerprintsByID.values.contains(fingerprint)
        }
    }

    /// Whether a bearer token looks like a JSON Web Token.
    static func isToken(_ text: String) -> Bool {
        text.utf8.count { $0 == UInt8(ascii: ".") } == 2
    }

    /// - Returns: the operator that the token names.
    /// - Throws: ``WebServerError/refusedEmbedToken(_:)``.
    public func verify(_ token: String) async throws(WebServerError) -> EmbeddedOperator {
        guard token.utf8.count <= Self.maximumTokenLength else { throw .refusedEmbedToken("the token is too long") }
        let header = try Self.header(token)
        let trust = trust.withLock { $0 }
        guard trust.algorithms.contains(header.alg) else {
            let known = trust.algorithms.sorted().joined(separator: " or ")
            throw .refusedEmbedToken("the token is signed by \(header.alg.prefix(16)), not by \(known)")
        }
        // RFC 7515, section 4.1.11: critical extensions must be understood, and none is supported.
        guard header.crit == nil else {
            throw .refusedEmbedToken("the token has critical headers, which are not understood")
        }
        let claims: EmbedClaims
        do {
            claims = try await trust.keys.verify(token, iteratingKeys: header.kid == nil)
        } catch {
            throw .refusedEmbedToken("the token cannot be verified: \(error)")
        }
        var guest = try self.guest(claims, trust.configuration)
        guest.trust = trust.fingerprint(ofKey: header.kid)
        return guest
    }

    private static func header(_ token: String) throws(WebServerError) -> Header {
        let encoded = token.prefix { $0 != "." }.replacing("-", with: "+").replacing("_", with: "/")
        let padded = encoded + String(repeating: "=", count: (4 - encoded.utf8.count % 4) % 4)
        guard isToken(token), let data = Data(base64Encoded: String(padded)),
            let header = try? JSONDecoder().decode(Header.self, from: data)
        else { throw .refusedEmbedToken("it is no JSON Web Token") }
        return header
    }

    private func guest(
        _ claims: EmbedClaims, _ configuration: EmbedConfiguration
    ) throws(WebServerError) -> EmbeddedOperator {
        let now = now().timeIntervalSince1970
        guard claims.expiration > now - Self.leeway else { throw .refusedEmbedToken("the token has expired") }
        guard claims.expiration <= now + Self.maximumLifetime + Self.leeway else {
            throw .refusedEmbedToken("the token's exp is more than \(Int(Self.maximumLifetime / 60)) minutes ahead")
        }
        if let notBefore = claims.notBefore, notBefore > now + Self.leeway {
            throw .refusedEmbedToken("the token is not valid yet (nbf)")
        }
        if let issuer = configuration.issuer, claims.issuer != issuer {
            throw .refusedEmbedToken("the token's iss is not \(issuer)")
        }
        if let audience = configuration.audience, claims.audience?.value.contains(audience) != true {
            throw .refusedEmbedToken("the token's aud is not \(audience)")
        }
        guard let number = try Self.number(claims.extension, "extension") else {
            throw .refusedEmbedToken("the token names no extension")
        }
        let caller = ExtensionAddress(number).canonical(defaultPBX: defaultPBX)
        var route = try Self.number(claims.route, "route")
        // An operator of another PBX is not meant to ask on their own route of that code.
        if caller.pbx == nil { route = route.map { ExtensionAddress.canonical($0, defaultPBX: defaultPBX) } }
        return EmbeddedOperator(
            extension: caller.text, route: route,
            department: try Self.number(claims.department, "department"),
            customer: try Self.line(claims.customer, "customer", longest: 200))
    }

    /// A blank claim is refused, not left out: without it the operator would be bound to nothing.
    private static func number(_ text: String?, _ claim: String) throws(WebServerError) -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard let number = try line(text.plainNumber, claim, longest: 64) else {
            throw .refusedEmbedToken("the token's \(claim) is blank")
        }
        return number
    }

    private static func line(_ text: String?, _ claim: String, longest: Int) throws(WebServerError) -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard text.unicodeScalars.count <= longest,
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw .refusedEmbedToken("the token's \(claim) is not one line of at most \(longest) characters") }
        return text
    }
}
