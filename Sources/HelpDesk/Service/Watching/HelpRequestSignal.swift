/// What a watcher of help requests is told.
public enum HelpRequestSignal: Sendable, Equatable {
    case change(HelpRequestChange)
    /// Somebody's presence has changed; told only to watchers of all requests, and not repeated later.
    case person(PersonStatus)
    /// All that was committed up to this revision has been told, as far as it is watched: what comes later is after it.
    case position(Int64)
    /// Nothing has happened for a while; the watch goes on.
    case quiet
}
