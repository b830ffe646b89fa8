/// Somebody who coaches wants to be heard by others than before.
struct ModeChange: Sendable, Equatable {
    /// The extension of whoever wants it.
    let author: String
    let mode: CallMode
}

extension CallFlow {
    /// What the keys of a helper's or a supervisor's phone have changed.
    ///
    /// - Parameters:
    ///   - event: what has led from there to here.
    ///   - before: how the flow was.
    func modeChange(by event: Event, after before: CallFlow) -> ModeChange? {
        guard case .pressed(let channel, _) = event, let author = leg(channel)?.extension else { return nil }
        if request.mode != before.request.mode { return ModeChange(author: author, mode: request.mode) }
        let changed = zip(request.supervisors, before.request.supervisors).first { $0.mode != $1.mode }
        return changed.map { ModeChange(author: author, mode: $0.0.mode) }
    }
}
