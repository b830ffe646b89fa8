import Mustache

/// What a template is filled with: texts, numbers, flags, other contents, and lists of them.
typealias PageContent = [String: any Sendable]

extension PageContent {
    /// Sets a value, or leaves it out: templates take what is not there for false.
    mutating func set(_ key: String, _ value: (any Sendable)?) {
        if let value { self[key] = value }
    }

    /// The same with empty texts as templates should take them: `{{#name}}…{{/name}}` leaves out what is about one.
    var hidingEmptyTexts: PageContent { mapValues(Self.hidden) }

    private static func hidden(_ value: any Sendable) -> any Sendable {
        switch value {
        case let text as String: text.isEmpty ? EmptyText() : text
        case let content as PageContent: content.hidingEmptyTexts
        case let list as [PageContent]: list.map(\.hidingEmptyTexts)
        default: value
        }
    }

    private struct EmptyText: MustacheCustomRenderable {
        let renderText = ""
        let isNull = true
    }
}
