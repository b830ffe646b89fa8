public import Crypto
public import CryptoExtras
public import Foundation

/// Signs JSON Web Tokens as a CRM does, without the library that verifies them.
public struct TokenSigner: Sendable {
    public static let secret = "a secret of at least thirty-two bytes"

    public var header: String
    public var sign: @Sendable (Data) throws -> Data

    public static func hs256(_ secret: String = secret, header: String = #"{"alg":"HS256","typ":"JWT"}"#) -> TokenSigner
    {
        TokenSigner(header: header) { data in
            Data(HMAC<SHA256>.authenticationCode(for: data, using: SymmetricKey(data: Array(secret.utf8))))
        }
    }

    public static func es256(_ key: P256.Signing.PrivateKey, kid: String?) -> TokenSigner {
        TokenSigner(header: header("ES256", kid)) { data in try key.signature(for: data).rawRepresentation }
    }

    public static func rs256(_ key: _RSA.Signing.PrivateKey, kid: String?) -> TokenSigner {
        TokenSigner(header: header("RS256", kid)) { data in
            try key.signature(for: data, padding: .insecurePKCS1v1_5).rawRepresentation
        }
    }

    private static func header(_ algorithm: String, _ kid: String?) -> String {
        kid.map { #"{"alg":"\#(algorithm)","kid":"\#($0)"}"# } ?? #"{"alg":"\#(algorithm)"}"#
    }

    public func token(_ claims: String) throws -> String {
        let text = "\(Data(header.utf8).base64URL).\(Data(claims.utf8).base64URL)"
        return "\(text).\(try sign(Data(text.utf8)).base64URL)"
    }

    /// A token of the operator 101 that is good now.
    public func token(extension number: String = "101", lasting seconds: TimeInterval = 60) throws -> String {
        let end = Int(Date().timeIntervalSince1970 + seconds)
        return try token(#"{"exp":\#(end),"extension":"\#(number)","customer":"+98912"}"#)
    }
}

extension Data {
    public var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
