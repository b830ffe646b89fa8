import Administration
import ConcurrencyPrimitives
import CurlHTTP

extension SourceTrace.Exchange {
    /// Creates an exchange that is fit to be shown.
    ///
    /// - Parameters:
    ///   - mask: hides all secrets.
    ///   - maximumBytes: the maximum number of bytes shown of each body.
    init(_ exchange: RecordingClient.Exchange, _ mask: SecretMask, upTo maximumBytes: Int) {
        var response: HTTPResponse?
        var failure: String?
        switch exchange.outcome {
        case .success(let answer): response = answer
        case .failure(let error): failure = mask.exactly("\(error)")
        }
        self.init(
            method: exchange.request.method.rawValue, url: mask.text(exchange.request.url),
            requestHeaders: exchange.request.headers.map(mask.header),
            requestBody: mask.text(exchange.request.body, upTo: maximumBytes), status: response?.status,
            responseHeaders: (response?.headers ?? []).map(mask.header),
            responseBody: exchange.isLogin && response != nil && !exchange.isRefused
                ? "***" : mask.text(response?.body ?? [], upTo: maximumBytes),
            milliseconds: exchange.duration.wholeMilliseconds, failure: failure)
    }
}

extension RecordingClient.Exchange {
    /// The approximate size in memory, in bytes.
    var size: Int {
        guard case .success(let response) = outcome else { return request.body.count }
        return request.body.count + response.body.count
    }
}
