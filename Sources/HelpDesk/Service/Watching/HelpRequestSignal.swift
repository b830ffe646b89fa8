/// A signal to a watcher of help requests.
public enum HelpRequestSignal: Sendable, Equatable {
    case change(HelpRequestChange)
    /// A person's presence changed; sent only to watchers of all requests, and not repeated later.
    case person(PersonStatus)
    /// All watched changes up to this revision have been reported; later ones have higher revisions.
    case position(Int64)
    /// Nothing happened for a while; the watch continues.
    case quiet
}
