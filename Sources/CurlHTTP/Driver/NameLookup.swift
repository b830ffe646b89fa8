import ConcurrencyPrimitives
import Glibc

/// The lookup of a host's name, on a thread that lives as long as the lookup.
enum NameLookup {
    /// A function that finds the addresses of a host, IPv6 ones in brackets; may block.
    typealias Function = @Sendable (_ host: String) -> Result<[String], CurlHTTPError>

    /// Starts a lookup.
    ///
    /// - Parameters:
    ///   - host: The host's name.
    ///   - messages: The queue that the result is posted to.
    ///   - lookUp: The function that finds the addresses.
    static func start(_ host: String, messages: MessageQueue<DriverMessage>, lookUp: @escaping Function) {
        do {
            try JoinableThread { messages.post(.resolved(host: host, lookUp(host))) }.detach()
        } catch {
            messages.post(.resolved(host: host, .failure(.unavailable("no thread for looking up \(host): \(error)"))))
        }
    }

    /// Looks up a host with the system's resolver.
    @Sendable
    static func system(_ host: String) -> Result<[String], CurlHTTPError> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            return .failure(.couldNotResolve("\(host): \(String(cString: gai_strerror(code)))"))
        }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var next = list
        while let info = next?.pointee {
            if let address = numeric(info) { addresses.append(address) }
            next = info.ai_next
        }
        return addresses.isEmpty ? .failure(.couldNotResolve("\(host): it has no address")) : .success(addresses)
    }

    private static func numeric(_ info: addrinfo) -> String? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = getnameinfo(
            info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard code == 0 else { return nil }
        let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // libcurl accepts no address with a zone here.
        guard !address.contains("%") else { return nil }
        return info.ai_family == AF_INET6 ? "[\(address)]" : address
    }
}
