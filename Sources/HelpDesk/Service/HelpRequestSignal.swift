/// What a watcher of help requests is told.
public enum HelpRequestSignal: Sendable, Equatable {
    case change(HelpRequestChange)
    /// Somebody's presence has changed; told only to watchers of all requests, and not repeated later.
    case person(PersonStatus)
    /// Nothing has happened for a while; the watch goes on.
    case quiet
}
