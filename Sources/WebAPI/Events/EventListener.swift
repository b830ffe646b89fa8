import Administration
import HelpDesk
import NIOCore

/// Selects the events that one listener of a stream receives.
///
/// An operator must not notice that somebody secretly listens to their call: neither from a request that is sent again
/// although nothing changed for them, nor from its revision.
struct EventListener {
    private let view: RequestView
    private let callCenter: any CallCenterSource
    private let followsOneRequest: Bool
    /// The last revision sent to the listener.
    private var position: Int64?
    /// The state of each open request as last sent to an operator.
    private var told: [HelpRequestID: HelpRequest] = [:]

    /// - Parameters:
    ///   - view: the requests that the listener may see.
    ///   - callCenter: the source of the routes, which determine whether listeners are shown.
    ///   - position: the last event that the listener received; `nil` on their first connection.
    init(_ view: RequestView, _ callCenter: any CallCenterSource, followsOneRequest: Bool, position: Int64?) {
        self.view = view
        self.callCenter = callCenter
        self.followsOneRequest = followsOneRequest
        self.position = position
    }

    /// - Returns: `nil` if there is nothing to send.
    mutating func text(of signal: HelpRequestSignal) throws -> ByteBuffer? {
        switch signal {
        case .change(let change) where view.hidesListeners:
            return try text(of: change)
        case .change(let change):
            position = change.revision
        // The position of a single request would be its revision.
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

    /// Returns the event of an open request, without the revision.
    mutating func text(of request: HelpRequest) throws -> ByteBuffer? {
        let request = view.shown(request, in: callCenter.current)
        guard told.updateValue(request, forKey: request.id) != request else { return nil }
        return try EventText.buffer(request)
    }
}
