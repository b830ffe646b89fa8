/// The reason why the web server cannot start, or rejects a CRM's token.
public enum WebServerError: Error, Sendable, Equatable {
    /// A PEM file could not be read.
    case unreadableFile(path: String, reason: String)
    /// The file has no usable certificate.
    case unusableCertificate(path: String, reason: String)
    /// The file has no usable private key.
    case unusablePrivateKey(path: String, reason: String)
    /// The private key does not belong to the certificate.
    case keyDoesNotFit(certificateChain: String, privateKey: String, reason: String)
    /// The API token with this number, counted from 1, can never be sent as a bearer token.
    case unusableToken(number: Int)
    /// The keys for a CRM's tokens cannot be used.
    case unusableEmbedKeys(String)
    /// A CRM's token for an embedded panel is rejected; the reason is for the log and the CRM's developers.
    case refusedEmbedToken(String)
    /// The address is in use, does not belong to this machine, or is not allowed.
    case cannotListen(host: String, port: Int, reason: String)
}

extension WebServerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadableFile(let path, let reason):
            "cannot read \(path): \(reason)"
        case .unusableCertificate(let path, let reason):
            "\(path) holds no usable certificate chain in PEM form: \(reason)"
        case .unusablePrivateKey(let path, let reason):
            "\(path) holds no usable private key in PEM form without a passphrase: \(reason)"
        case .keyDoesNotFit(let certificateChain, let privateKey, let reason):
            "the key in \(privateKey) does not belong to the first certificate in \(certificateChain): \(reason)"
        case .unusableToken(let number):
            "API token \(number) is empty or holds a character other than visible ASCII; make another one"
        case .unusableEmbedKeys(let reason):
            "the keys for embedding cannot be used: \(reason)"
        case .refusedEmbedToken(let reason):
            reason
        case .cannotListen(let host, let port, let reason):
            "cannot listen on \(host) port \(port): \(reason); choose another http.host or http.port"
        }
    }
}
