public import Foundation

/// A request that ended without help: somebody may still have to be called back.
public struct MissedRequest: Sendable, Equatable, Identifiable {
    /// That it was seen to.
    public struct Settlement: Sendable, Equatable {
        public var at: Date
        /// A user's name, or the id of a program's credential.
        public var by: String
        /// What came of it.
        public var note: String?

        public init(at date: Date, by author: String, note: String?) {
            self.at = date
            self.by = author
            self.note = note
        }
    }

    public var request: HelpRequest
    /// `nil` as long as nobody has seen to it.
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
    /// What to give as `after` for the next page; `nil` on the last.
    public var next: HelpRequestID?

    public init(requests: [MissedRequest], next: HelpRequestID?) {
        self.requests = requests
        self.next = next
    }
}

extension Outcome {
    /// Whether somebody wanted help and did not get it. Whoever has cancelled did not want it any more.
    public var isMissed: Bool {
        switch self {
        case .helped, .cancelled: false
        case .noManager, .paused, .noAnswer, .busy, .offline, .operatorNoAnswer, .operatorBusy, .operatorOffline,
            .operatorHungUp, .callEnded, .pbxError, .expired:
            true
        }
    }
}
