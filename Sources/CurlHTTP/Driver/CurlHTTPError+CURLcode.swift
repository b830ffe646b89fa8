import CCurl

extension CurlHTTPError {
    /// Creates the error for one of libcurl's codes (https://curl.se/libcurl/c/libcurl-errors.html).
    init(_ code: CURLcode, reason: String, reachedServer: Bool, bodyLimit: Int) {
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            self = .timedOut(reachedServer ? .response : .connect)
        case CURLE_COULDNT_CONNECT:
            self = .couldNotConnect(reason)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self = .couldNotResolve(reason)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER:
            self = .handshakeFailed(reason)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
            self = .tls(reason)
        case CURLE_FILESIZE_EXCEEDED:
            self = .bodyTooLarge(bodyLimit)
        case CURLE_URL_MALFORMAT:
            self = .invalidRequest(reason)
        case CURLE_OUT_OF_MEMORY where reachedServer:
            // libcurl also returns this for a header line beyond its own limit, 100 KB.
            self = .protocolViolation("\(reason), or a header line that is too long")
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
            self = .unavailable(reason)
        default:
            self = .protocolViolation(reason)
        }
    }
}
