import Administration
import HelpDesk
import NIOCore

/// What somebody who follows a stream of events is told.
///
/// An operator must not notice that somebody listens to their call secretly: neither from a request that comes once more
/// although nothing of it has changed for them, nor from its revision.
struct EventListener {
    private let view: RequestView
    private let callCenter: any CallCenterSource
    private let followsOneRequest: Bool
    /// The revision that they know of.
    private var position: Int64?
    /// What an operator was last told of each open request.
    private var told: [HelpRequestID: HelpRequest] = [:]

    /// - Parameters:
    ///   - view: what they may see.
    ///   - callCenter: says which routes show who listens.
    ///   - position: the last event that they have received; `nil` on their first connection.
    init(_ view: RequestView, _ callCenter: any CallCenterSource, followsOneRequest: Bool, position: Int64?) {
        self.view = view
        self.callCenter = callCenter
        self.followsOneRequest = followsOneRequest
        self.position = position
    }

    /// - Returns: `nil` where there is nothing to tell.
    mutating func text(of signal: HelpRequestSignal) throws -> ByteBuffer? {
        switch signal {
        case .change(let change) where view.hidesListeners:
            return try text(of: change)
        case .change(let change):
            position = change.revision
        // That of one request is the request's own.
        case .position where followsOneRequest && view.hidesListeners:
            return nil
        case .position(position):
            return nil
        case .position(let revision):
            position = revision
        case .person, .quiet:
            break
        }
        return try EventText.buffer(signal)
    }

    private mutating func text(of change: HelpRequestChange) throws -> ByteBuffer? {
        let request = view.shown(change.request, in: callCenter.current)
        if request.state.isEnd {
            position = change.revision
            told[request.id] = nil
            return try EventText.buffer(.change(HelpRequestChange(revision: change.revision, request: request)))
        }
        guard let text = try text(of: request) else {
            position = change.revision
            return nil
        }
        return text
    }

    /// An open request, without the revision.
    mutating func text(of request: HelpRequest) throws -> ByteBuffer? {
        let request = view.shown(request, in: callCenter.current)
        guard told.updateValue(request, forKey: request.id) != request else { return nil }
        return try EventText.buffer(request)
    }
}
