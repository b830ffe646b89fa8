import CCurl
import Glibc

/// The validated configuration of a client.
struct TransferSettings: Sendable {
    let configuration: CurlClient.Configuration
    /// The proxy's address, which is looked up instead of the hosts' if there is a proxy.
    let proxyTarget: RequestTarget?
    /// Whether the CA certificates come from one bundle file: the configured one, or the system's if libcurl knows its
    /// path.
    ///
    /// Only a bundle from one file is parsed once and kept; with an additional directory, OpenSSL would parse it again
    /// for every connection, on the thread of all requests.
    let usesSingleBundle: Bool

    /// Looks up a name; blocks its thread.
    let lookUp: NameLookup.Function

    init(
        _ configuration: CurlClient.Configuration, lookUp: @escaping NameLookup.Function = NameLookup.system
    ) throws(CurlHTTPError) {
        let addresses = configuration.addresses
        self.lookUp = { host in addresses[host].map { .success([$0]) } ?? lookUp(host) }
        guard globalInitialisation == CURLE_OK else {
            throw .unavailable("libcurl: \(String(cString: curl_easy_strerror(globalInitialisation)))")
        }
        if let file = configuration.caFile {
            guard access(file, R_OK) == 0 else {
                throw .unavailable("the CA file \(file) cannot be read: \(String(cString: strerror(errno)))")
            }
        }
        if let proxy = configuration.proxy {
            proxyTarget = try RequestTarget(url: proxy, userInformation: .allowed)
        } else {
            proxyTarget = nil
        }
        self.configuration = configuration
        usesSingleBundle = configuration.caFile != nil || curl_version_info(CURLVERSION_TENTH)?.pointee.cainfo != nil
    }
}

/// libcurl's global set-up, once per process and before its first use.
private let globalInitialisation: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
