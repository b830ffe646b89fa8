public import Foundation

/// A request that ended without help: somebody may still have to be called back.
public struct MissedRequest: Sendable, Equatable, Identifiable {
    /// A note that a missed request was followed up.
    public struct Settlement: Sendable, Equatable {
        public var at: Date
        /// A user's name, or the id of a program's credential.
        public var by: String
        /// The result, in the author's words.
        public var note: String?

        public init(at date: Date, by author: String, note: String?) {
            self.at = date
            self.by = author
            self.note = note
        }
    }

    public var request: HelpRequest
    /// The follow-up; `nil` if nobody has followed up yet.
    public var settlement: Settlement?

    public var id: HelpRequestID { request.id }

    public init(request: HelpRequest, settlement: Settlement?) {
        self.request = request
        self.settlement = settlement
    }
}

/// One page of missed requests, newest first.
public struct MissedRequestPage: Sendable, Equatable {
    public var requests: [MissedRequest]
    /// The `after` value for the next page; `nil` on the last page.
    public var next: HelpRequestID?

    public init(requests: [MissedRequest], next: HelpRequestID?) {
        self.requests = requests
        self.next = next
    }
}

extension Outcome {
    /// Whether help was wanted and not given; a cancelled request no longer wanted it.
    public var isMissed: Bool {
        switch self {
        case .helped, .cancelled: false
        case .noManager, .paused, .noAnswer, .busy, .offline, .operatorNoAnswer, .operatorBusy, .operatorOffline,
            .operatorHungUp, .callEnded, .pbxError, .expired:
            true
        }
    }
}
