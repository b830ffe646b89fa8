/// Finds which header fields a program takes by a constant name: `$headers["x-event"]`, `.steps.user.headers.date`.
enum JQHeaders {
    /// The names as they are written, in order.
    static func names(in program: String) -> [String] {
        let name =
            #/
            (?: \$headers
                | (?: \.login | \.steps (?: \.\w+ | \.?\["[^"\\]*"\] ) \?? ) (?: \.headers | \.?\["headers"\] ) ) \??
            (?: \.([A-Za-z_]\w*) | \.?\["([^"\\]*)"\] | \."([^"\\]*)" )
            /#
        return program.split(whereSeparator: \.isNewline).flatMap { line in
            withoutComment(line).matches(of: name).compactMap { match in
                (match.output.1 ?? match.output.2 ?? match.output.3).map { String($0) }
            }
        }
    }

    /// A `#` after an odd number of quotes is inside a string and begins no comment.
    private static func withoutComment(_ line: Substring) -> Substring {
        var isString = false
        for index in line.indices {
            if line[index] == "\"" { isString.toggle() }
            if line[index] == "#", !isString { return line[..<index] }
        }
        return line
    }
}
