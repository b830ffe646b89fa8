import Foundation

extension PageForm {
    /// Reads a body in either of the two encodings in which browsers send forms.
    ///
    /// - Parameter type: the `Content-Type`.
    /// - Returns: `nil` for any other body.
    init?(_ body: [UInt8], type: String) {
        let essence = type.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        switch essence {
        case "application/x-www-form-urlencoded":
            self.init()
            for pair in String(decoding: body, as: UTF8.self).split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                add(Self.decoded(parts[0]), parts.count == 2 ? Self.decoded(parts[1]) : "")
            }
        case "multipart/form-data":
            guard let boundary = Self.parameter("boundary", of: type), (1...70).contains(boundary.utf8.count) else {
                return nil
            }
            self.init(parts: body, boundary: boundary)
        default:
            return nil
        }
    }

    /// Reads `multipart/form-data` (RFC 7578); `nil` if the body does not end properly.
    private init?(parts body: [UInt8], boundary: String) {
        self.init()
        let delimiter = Array("\r\n--\(boundary)".utf8)
        let blank = Array("\r\n\r\n".utf8)
        // The first delimiter has no line break before it.
        var rest = (Array("\r\n".utf8) + body)[...]
        guard let first = rest.firstRange(of: delimiter) else { return nil }
        rest = rest[first.upperBound...]
        while !rest.starts(with: Array("--".utf8)) {
            guard let head = rest.firstRange(of: blank),
                let end = rest[head.upperBound...].firstRange(of: delimiter)
            else { return nil }
            let headers = String(decoding: rest[..<head.lowerBound], as: UTF8.self)
            let content = Array(rest[head.upperBound..<end.lowerBound])
            rest = rest[end.upperBound...]
            guard
                let disposition = headers.split(whereSeparator: \.isNewline)
                    .first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
                let name = Self.parameter("name", of: String(disposition))
            else { continue }
            if let file = Self.parameter("filename", of: String(disposition)) {
                // A browser sends a file field without a file name if no file was chosen.
                if !file.isEmpty || !content.isEmpty { add(name, File(name: file, bytes: content)) }
            } else {
                add(name, String(decoding: content, as: UTF8.self))
            }
        }
    }

    /// Returns one parameter of a header's value, without its quotation marks.
    private static func parameter(_ name: String, of field: String) -> String? {
        for part in field.split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, pair[0].trimmingCharacters(in: .whitespaces).lowercased() == name else { continue }
            var value = pair[1].trimmingCharacters(in: .whitespaces)[...]
            if value.hasPrefix("\"") { value = value.dropFirst() }
            if value.hasSuffix("\"") { value = value.dropLast() }
            // Browsers escape these three characters in names.
            return String(value).replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
        }
        return nil
    }

    private static func decoded(_ text: Substring) -> String {
        let spaced = String(text).replacing("+", with: " ")
        return spaced.removingPercentEncoding ?? spaced
    }
}
