import ConcurrencyPrimitives

/// The open request of each operator, who can have only one.
final class OpenRequests: Sendable {
    private enum Entry {
        /// The request is being stored; these callers wait for the result.
        case accepting([CheckedContinuation<Void, Never>])
        case open(HelpRequestID)
    }

    private let entries = Locked<[String: Entry]>([:])

    /// Returns an operator's request, or claims the operator for a new one.
    ///
    /// - Returns: the operator's request, or `nil` if there is none; the caller must then create one and report the
    ///   result here.
    func claim(_ number: String) async -> HelpRequestID? {
        while true {
            let entry = entries.withLock { entries in
                let entry = entries[number]
                if entry == nil { entries[number] = .accepting([]) }
                return entry
            }
            switch entry {
            case nil: return nil
            case .open(let id)?: return id
            case .accepting?: await withCheckedContinuation { wait(for: number, $0) }
            }
        }
    }

    /// Claims an operator for a new request, without waiting.
    ///
    /// - Returns: whether the operator has no request, open or being stored; the caller must then create one and report
    ///   the result here.
    func claimAtOnce(_ number: String) -> Bool {
        entries.withLock { entries in
            guard entries[number] == nil else { return false }
            entries[number] = .accepting([])
            return true
        }
    }

    private func wait(for number: String, _ continuation: CheckedContinuation<Void, Never>) {
        let waits = entries.withLock { entries in
            guard case .accepting(let waiting)? = entries[number] else { return false }
            entries[number] = .accepting(waiting + [continuation])
            return true
        }
        if !waits { continuation.resume() }
    }

    /// Records that the operator's request is on disk.
    func opened(_ id: HelpRequestID, by number: String) {
        settle(number, .open(id))
    }

    /// Records that the request was not created.
    func abandoned(by number: String) {
        settle(number, nil)
    }

    /// Records that the request is over, or about to be: the operator may make another request.
    func closed(_ id: HelpRequestID, of number: String) {
        entries.withLock { entries in
            if case .open(id)? = entries[number] { entries[number] = nil }
        }
    }

    private func settle(_ number: String, _ entry: Entry?) {
        let before = entries.withLock { entries in
            defer { entries[number] = entry }
            return entries[number]
        }
        if case .accepting(let waiting)? = before { for continuation in waiting { continuation.resume() } }
    }
}
