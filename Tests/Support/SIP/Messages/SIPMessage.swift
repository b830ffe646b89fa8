/// A SIP request or response (RFC 3261, section 7), as far as a test phone needs it.
struct SIPMessage: Sendable, Equatable {
    enum StartLine: Sendable, Equatable {
        case request(method: String, uri: String)
        case response(status: Int, reason: String)
    }

    struct Header: Sendable, Equatable {
        var name: String
        var value: String
    }

    var startLine: StartLine
    /// In the order of the wire, under their long names.
    var headers: [Header]
    var body: String

    init(request method: String, uri: String, headers: [Header] = [], body: String = "") {
        self.startLine = .request(method: method, uri: uri)
        self.headers = headers
        self.body = body
    }

    init(status: Int, reason: String, headers: [Header] = [], body: String = "") {
        self.startLine = .response(status: status, reason: reason)
        self.headers = headers
        self.body = body
    }

    /// The request's method, or nil for a response.
    var method: String? {
        guard case .request(let method, _) = startLine else { return nil }
        return method
    }

    /// The response's status code, or nil for a request.
    var status: Int? {
        guard case .response(let status, _) = startLine else { return nil }
        return status
    }

    /// The first header of that name. Case and compact forms do not matter.
    subscript(name: String) -> String? {
        values(of: name).first
    }

    /// The values of all headers of that name.
    func values(of name: String) -> [String] {
        let wanted = SIPHeaderName.long(name).lowercased()
        return headers.filter { $0.name.lowercased() == wanted }.map(\.value)
    }

    mutating func append(_ name: String, _ value: String) {
        headers.append(Header(name: name, value: value))
    }

    var callID: String? { self["Call-ID"] }
    var from: SIPAddress? { self["From"].flatMap(SIPAddress.init) }
    var to: SIPAddress? { self["To"].flatMap(SIPAddress.init) }
    var contact: SIPAddress? { self["Contact"].flatMap(SIPAddress.init) }

    /// The sequence number and the method of the CSeq header.
    var sequence: (number: Int, method: String)? {
        guard let parts = self["CSeq"]?.split(whereSeparator: \.isWhitespace), parts.count == 2,
            let number = Int(parts[0]), number >= 0
        else { return nil }
        return (number, String(parts[1]))
    }

    /// The branch of the topmost Via: the key of the transaction.
    var branch: String? {
        guard let via = self["Via"] else { return nil }
        for parameter in via.split(separator: ";").dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1)
            if pair.count == 2, pair[0].trimmed.lowercased() == "branch" {
                // A second Via may follow behind a comma.
                return pair[1].split(separator: ",").first.map { String($0.trimmed) }
            }
        }
        return nil
    }

    /// The message as it goes over the wire, with its Content-Length.
    var serialised: String {
        var text: String
        switch startLine {
        case .request(let method, let uri): text = "\(method) \(uri) SIP/2.0\r\n"
        case .response(let status, let reason): text = "SIP/2.0 \(status) \(reason)\r\n"
        }
        for header in headers where header.name.lowercased() != "content-length" {
            text += "\(header.name): \(header.value)\r\n"
        }
        return text + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
    }
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: SubSequence {
        var view = self[startIndex..<endIndex]
        while let first = view.first, first.isWhitespace { view = view.dropFirst() }
        while let last = view.last, last.isWhitespace { view = view.dropLast() }
        return view
    }
}
