/// Why the web server cannot start.
public enum WebServerError: Error, Sendable, Equatable {
    /// A PEM file could not be read.
    case unreadableFile(path: String, reason: String)
    /// The file holds no certificate that can be used.
    case unusableCertificate(path: String, reason: String)
    /// The file holds no private key that can be used.
    case unusablePrivateKey(path: String, reason: String)
    /// Chain and key are fine one by one, but not together.
    case keyDoesNotFit(certificateChain: String, privateKey: String, reason: String)
    /// The API token at this position, counted from 1, can never be sent as a bearer token.
    case unusableToken(position: Int)
    /// What a CRM's tokens are to be verified with is of no use.
    case unusableEmbedKeys(String)
    /// The address is in use, not ours, or not allowed.
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
        case .unusableToken(let position):
            "API token \(position) is empty or holds a character other than visible ASCII; make another one"
        case .unusableEmbedKeys(let reason):
            "the keys for embedding cannot be used: \(reason)"
        case .cannotListen(let host, let port, let reason):
            "cannot listen on \(host) port \(port): \(reason); choose another http.host or http.port"
        }
    }
}
