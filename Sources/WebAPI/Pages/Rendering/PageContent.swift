import Mustache

/// What a template is filled with: texts, numbers, flags, other contents, and lists of them.
typealias PageContent = [String: any Sendable]

extension PageContent {
    /// Sets a value, or leaves it out: templates take what is not there for false.
    mutating func set(_ key: String, _ value: (any Sendable)?) {
        if let value { self[key] = value }
    }
}

/// `{{#name}}…{{/name}}` leaves out what is about an empty text.
extension String: @retroactive MustacheCustomRenderable {
    public var renderText: String { self }
    public var isNull: Bool { isEmpty }
}
