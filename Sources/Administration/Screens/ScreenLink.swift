public import Foundation

/// A link that shows the live view of open requests on a screen where nobody is signed in, without its secret.
public struct ScreenLink: Sendable, Equatable {
    public var id: String
    /// The location of the screen.
    public var name: String
    /// The user whose departments it shows; if they may no longer see them, neither may the screen.
    public var maker: User
    public var createdAt: Date
    /// The last use, to the minute; `nil` before the first use.
    public var lastUsedAt: Date?

    public init(id: String, name: String, maker: User, createdAt: Date, lastUsedAt: Date? = nil) {
        self.id = id
        self.name = name
        self.maker = maker
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }

    /// The requests it shows: those its maker sees now; `nil` for none.
    public var view: RequestView? {
        guard !maker.isDisabled, maker.role >= .supervisor else { return nil }
        return RequestView(maker.role, extensions: [], departments: Set(maker.departments))
    }
}
