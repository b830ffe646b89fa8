/// One page of the history, newest first.
public struct HistoryPage: Sendable, Equatable {
    public var requests: [HelpRequest]
    /// The `after` value for the next page; `nil` on the last page.
    public var next: HelpRequestID?

    public init(requests: [HelpRequest], next: HelpRequestID?) {
        self.requests = requests
        self.next = next
    }
}
