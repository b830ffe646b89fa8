/// A person who may be rung for help, and the source that named them.
public struct Candidate: Sendable, Codable, Equatable {
    public var `extension`: String
    public var name: String?
    public var source: CandidateSource

    public init(extension number: String, name: String?, source: CandidateSource) {
        self.extension = number
        self.name = name
        self.source = source
    }

    private enum CodingKeys: String, CodingKey {
        case `extension`, name, source
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.extension, forKey: .extension)
        try container.encode(name, forKey: .name)
        try container.encode(source, forKey: .source)
    }
}
