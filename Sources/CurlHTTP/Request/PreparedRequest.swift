/// A validated request: nothing in it can reach further than one HTTP message to one host.
///
/// A class: otherwise each waiting function on the way to libcurl would hold a copy, and thousands may wait.
final class PreparedRequest: Sendable {
    let request: HTTPRequest
    let target: RequestTarget
    let headerLines: [String]

    init(_ request: HTTPRequest) throws(CurlHTTPError) {
        guard request.method != .head || request.body.isEmpty else {
            throw .invalidRequest("a HEAD request has no content")
        }
        guard request.maximumBodyBytes >= 0 else {
            throw .invalidRequest("maximumBodyBytes is negative")
        }
        guard request.connectTimeout > .zero, request.totalTimeout > .zero else {
            throw .invalidRequest("a timeout is zero or negative")
        }
        self.request = request
        target = try RequestTarget(url: request.url)
        headerLines = try HeaderLines.make(request.headers)
    }
}
