/// A change of mode by somebody who coaches.
struct ModeChange: Sendable, Equatable {
    /// The extension of the person who changed it.
    let author: String
    let mode: CallMode
}

extension CallFlow {
    /// Returns the change that a key on a helper's or a supervisor's phone caused.
    ///
    /// - Parameters:
    ///   - event: the event that led to this flow.
    ///   - before: the flow before the event.
    func modeChange(by event: Event, after before: CallFlow) -> ModeChange? {
        guard case .pressed(let channel, _) = event, let author = leg(channel)?.extension else { return nil }
        if request.mode != before.request.mode { return ModeChange(author: author, mode: request.mode) }
        let changed = zip(request.supervisors, before.request.supervisors).first { $0.mode != $1.mode }
        return changed.map { ModeChange(author: author, mode: $0.0.mode) }
    }
}
