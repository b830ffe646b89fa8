/// An error of a mapping, lookup source, webhook endpoint or jq program.
public enum ManagerLookupError: Error, Sendable, Hashable {
    /// The directory of mappings does not exist or cannot be read.
    case directory(path: String, problem: String)
    /// A mapping file breaks the rules; `field` is a path such as `manager.steps[0].request`.
    case mapping(file: String, line: Int?, field: String?, problem: String)
    /// A jq program does not compile, or failed on a value.
    case program(file: String, line: Int, field: String, text: String, problem: String)
    /// A jq program exceeds its limit of time, memory or output.
    case budget(file: String, line: Int, field: String, problem: String)
    /// The directory has no mapping of this name.
    case unknownMapping(String, directory: String)
    /// A lookup source does not fit its mapping.
    case source(id: String, problem: String)
    /// A webhook endpoint does not fit its mapping.
    case webhook(id: String, problem: String)
    /// A secret cannot be used to verify or sign; `owner` is, for example, `webhook main`.
    case secret(owner: String, problem: String)
}

extension ManagerLookupError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .directory(let path, let problem):
            "crm.mappings: \(path): \(problem)"
        case .mapping(let file, let line, let field, let problem):
            "\(file)\(line.map { ":\($0)" } ?? ""): \(field.map { "\($0): " } ?? "")\(problem)"
        case .program(let file, let line, let field, let text, let problem):
            "\(file):\(line): \(field): jq: \(problem), in: \(Self.shortened(text))"
        case .budget(let file, let line, let field, let problem):
            "\(file):\(line): \(field): jq: \(problem)"
        case .unknownMapping(let name, let directory):
            "no mapping \(name): there is no \(directory)/\(name).yaml"
        case .source(let id, let problem):
            "lookup source \(id): \(problem)"
        case .webhook(let id, let problem):
            "webhook \(id): \(problem)"
        case .secret(let owner, let problem):
            "\(owner): \(problem)"
        }
    }

    /// Returns a program on a single line, so that every error stays on one line.
    private static func shortened(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 160 ? line.prefix(160) + "…" : line
    }
}
