import CCurl

/// The owner of a `CURL *` and of the lists it points to.
///
/// Not thread-safe: used only on the driver's thread.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let errorText: UnsafeMutablePointer<CChar>

    init() throws(CurlHTTPError) {
        guard let pointer = curl_easy_init() else {
            throw .unavailable("no memory for a transfer")
        }
        self.pointer = pointer
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try check(ccurl_easy_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText))
    }

    deinit {
        curl_easy_cleanup(pointer)
        for list in lists { curl_slist_free_all(list) }
        errorText.deallocate()
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlHTTPError) {
        try check(ccurl_easy_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: Bool) throws(CurlHTTPError) {
        try set(option, value ? 1 : 0)
    }

    func set(_ option: CURLoption, _ value: String?) throws(CurlHTTPError) {
        try check(ccurl_easy_set_string(pointer, option, value))
    }

    func set(_ option: CURLoption, list lines: [String]) throws(CurlHTTPError) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw .unavailable("no memory for a transfer")
            }
            list = longer
        }
        if let list { lists.append(list) }
        try check(ccurl_easy_set_list(pointer, option, list))
    }

    /// Copies the content into the handle; this makes the request a POST until another method is set.
    func setBody(_ body: [UInt8]) throws(CurlHTTPError) {
        try check(ccurl_easy_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        // A null pointer would make libcurl read the content from standard input.
        let code =
            body.isEmpty
            ? ccurl_easy_set_string(pointer, CURLOPT_COPYPOSTFIELDS, "")
            : body.withUnsafeBytes { ccurl_easy_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
        try check(code)
    }

    func setDataCallback(
        _ function: CURLoption, _ callback: ccurl_data_callback, _ data: CURLoption, _ context: UnsafeMutableRawPointer
    ) throws(CurlHTTPError) {
        try check(ccurl_easy_set_data_callback(pointer, function, callback))
        try check(ccurl_easy_set_pointer(pointer, data, context))
    }

    func setSocketOptionCallback(_ callback: ccurl_socket_option_callback) throws(CurlHTTPError) {
        try check(ccurl_easy_set_socket_option_callback(pointer, callback))
    }

    func setMaximumFileSize(_ bytes: Int) throws(CurlHTTPError) {
        try check(ccurl_easy_set_offset(pointer, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(bytes)))
    }

    /// Whether the connection was established, TLS included, so that the request could be sent.
    var reachedServer: Bool {
        var microseconds: curl_off_t = 0
        return ccurl_easy_get_offset(pointer, CURLINFO_PRETRANSFER_TIME_T, &microseconds) == CURLE_OK
            && microseconds > 0
    }

    /// The status code of the response, or so far of an interim one; 0 before its status line has arrived.
    var status: Int {
        var status = 0
        return ccurl_easy_get_long(pointer, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0
    }

    /// The header fields of the response in order of arrival, without those of interim responses and of a proxy, and
    /// without trailers, which could overwrite fields that were already acted upon.
    var headers: [HTTPHeader] {
        var headers: [HTTPHeader] = []
        // -1 is the last response of the transfer.
        var next = curl_easy_nextheader(pointer, UInt32(CURLH_HEADER), -1, nil)
        while let header = next {
            var value = String(cString: header.pointee.value)
            // libcurl 7.88 returns the line end's CR as the value of an empty field.
            if value == "\r" { value = "" }
            headers.append(HTTPHeader(String(cString: header.pointee.name), value))
            next = curl_easy_nextheader(pointer, UInt32(CURLH_HEADER), -1, header)
        }
        return headers
    }

    /// Returns libcurl's description of a failure, on one line.
    func describe(_ code: CURLcode) -> String {
        let text = String(cString: errorText[0] == 0 ? curl_easy_strerror(code) : UnsafePointer(errorText))
        return String(text.map { $0.isNewline ? " " : $0 })
    }

    private func check(_ code: CURLcode) throws(CurlHTTPError) {
        guard code == CURLE_OK else {
            throw .unavailable("libcurl refused a setting: \(String(cString: curl_easy_strerror(code)))")
        }
    }
}
