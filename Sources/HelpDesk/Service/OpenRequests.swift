/// Which operators have a request that is under way: an operator has one at a time.
actor OpenRequests {
    private enum Entry {
        /// It is being put on disk; these wait for what comes of it.
        case accepting([CheckedContinuation<Void, Never>])
        case open(HelpRequestID)
    }

    private var entries: [String: Entry] = [:]

    /// Looks for an operator's request.
    ///
    /// - Returns: his request, or `nil` when he has none; then it is the caller's to make one, and to say what came of it.
    func claim(_ number: String) async -> HelpRequestID? {
        while true {
            switch entries[number] {
            case nil:
                entries[number] = .accepting([])
                return nil
            case .open(let id)?:
                return id
            case .accepting(let waiting)?:
                await withCheckedContinuation { entries[number] = .accepting(waiting + [$0]) }
            }
        }
    }

    /// The operator's request is on disk.
    func opened(_ id: HelpRequestID, by number: String) {
        settle(number, .open(id))
    }

    /// No request came of it.
    func abandoned(by number: String) {
        settle(number, nil)
    }

    /// The request is over, or about to be: the operator may make another one.
    func closed(_ id: HelpRequestID, of number: String) {
        if case .open(id)? = entries[number] { entries[number] = nil }
    }

    private func settle(_ number: String, _ entry: Entry?) {
        let before = entries[number]
        entries[number] = entry
        if case .accepting(let waiting)? = before { for continuation in waiting { continuation.resume() } }
    }
}
