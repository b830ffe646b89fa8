import CCurl
import Glibc

/// A client's configuration, checked.
struct TransferSettings: Sendable {
    let configuration: CurlClient.Configuration
    /// The proxy's own address, which is what has to be looked up when there is one.
    let proxyTarget: RequestTarget?
    /// Whether libcurl knows where the system's CA bundle is. Only a bundle from one file is parsed once and kept;
    /// with a directory beside it, OpenSSL would parse it again for every connection, on the thread of all requests.
    let usesSingleBundle: Bool

    /// Looks a name up, blocking its thread.
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

/// libcurl's global set-up, once a process and before its first use.
private let globalInitialisation: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
