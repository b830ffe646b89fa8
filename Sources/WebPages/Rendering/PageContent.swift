import Mustache

/// The content of a template: texts, numbers, flags, other contents, and lists of them.
typealias PageContent = [String: any Sendable]

extension PageContent {
    /// Sets a value, or omits it: templates treat a missing value as false.
    mutating func set(_ key: String, _ value: (any Sendable)?) {
        if let value { self[key] = value }
    }

    /// The content with empty texts treated as missing: `{{#name}}…{{/name}}` omits its content if the name is empty.
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
