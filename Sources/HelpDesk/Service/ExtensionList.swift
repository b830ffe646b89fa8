import ConcurrencyPrimitives

/// The phones that the PBX has set up, for whoever chooses one of them. Nobody waits long for it, and the PBX is not asked
/// for every one who looks.
public final class ExtensionList: Sendable {
    private enum Question: Hashable, Sendable {
        case all
    }

    private struct Answer {
        var extensions: [PBXExtension]?
        var at: ContinuousClock.Instant
    }

    private let directory: (any ExtensionDirectory)?
    private let policy: DialPolicy
    private let patience: Duration
    private let freshness: Duration
    private let last = Locked<Answer?>(nil)
    private let asking = Coalescing<Question, [PBXExtension]?>()

    /// - Parameters:
    ///   - directory: the PBX; `nil` for one that cannot list its phones.
    ///   - policy: what may be dialled; nothing else is listed.
    ///   - patience: how long anybody waits for the PBX.
    ///   - freshness: how long an answer is good, also that there is none.
    public init(
        directory: (any ExtensionDirectory)?, policy: DialPolicy, patience: Duration = .seconds(1),
        freshness: Duration = .seconds(5)
    ) {
        self.directory = directory
        self.policy = policy
        self.patience = patience
        self.freshness = freshness
    }

    /// The phones that may be dialled, by number.
    ///
    /// - Returns: `nil` when the PBX does not tell in time.
    /// - Throws: `CancellationError`.
    public func extensions() async throws -> [PBXExtension]? {
        if let known = last.withLock({ $0 }), known.at.duration(to: .now) < freshness { return known.extensions }
        return try await asking.run(.all) {
            let found = try await ask()
            last.withLock { $0 = Answer(extensions: found, at: .now) }
            return found
        }.value
    }

    private func ask() async throws -> [PBXExtension]? {
        guard let directory else { return nil }
        let found = await withTaskGroup(of: [PBXExtension]?.self) { [patience] group in
            group.addTask {
                do throws(PBXError) {
                    return try await directory.extensions()
                } catch {
                    // Whoever looks types the number then.
                    return nil
                }
            }
            group.addTask {
                // Cancelled, it has been of no use.
                try? await Task.sleep(for: patience)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        try Task.checkCancellation()
        return found.map { all in
            Set(all).filter { policy.dialable($0.number) != nil }.sorted { left, right in
                (left.number.utf8.count, left.number) < (right.number.utf8.count, right.number)
            }
        }
    }
}
