import Foundation
import JWTKit

/// The claims of a CRM's token about the operator who has its page open.
struct EmbedClaims: JWTPayload {
    var expiration: Double
    var notBefore: Double?
    var issuer: String?
    var audience: AudienceClaim?
    var `extension`: String
    var route: String?
    var department: String?
    var customer: String?

    private enum CodingKeys: String, CodingKey {
        case expiration = "exp"
        case notBefore = "nbf"
        case issuer = "iss"
        case audience = "aud"
        case `extension`, route, department, customer
    }

    /// The library checks only the signature; ``EmbedVerifier`` checks the claims against the configuration.
    func verify(using algorithm: some JWTAlgorithm) {}
}
