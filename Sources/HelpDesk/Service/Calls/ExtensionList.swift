import ConcurrencyPrimitives

/// The phones configured on the PBXs, for people who choose one.
///
/// Answers are cached, and no caller waits long for them.
public final class ExtensionList: Sendable {
    private enum Question: Hashable, Sendable {
        case all
    }

    private struct Answer {
        var extensions: [PBXExtension]?
        var at: ContinuousClock.Instant
    }

    private let directories: [String?: any ExtensionDirectory]
    private let policy: DialPolicy
    private let timeout: Duration
    private let freshness: Duration
    private let owner: @Sendable (_ pbx: String?) async -> [PBXExtension]?
    private let last = Locked<Answer?>(nil)
    private let asking = Coalescing<Question, [PBXExtension]?>()

    /// - Parameters:
    ///   - directories: the PBXs that can list their phones, by id; the default one has `nil`.
    ///   - policy: the numbers that may be dialled; others are not listed.
    ///   - timeout: the maximum wait for a PBX.
    ///   - freshness: how long an answer, or its absence, is cached.
    ///   - owner: asks the bridge that owns a PBX that this bridge cannot reach; returns `nil` if it does not answer
    ///     either.
    public init(
        directories: [String?: any ExtensionDirectory], policy: DialPolicy, timeout: Duration = .seconds(1),
        freshness: Duration = .seconds(5),
        owner: @escaping @Sendable (_ pbx: String?) async -> [PBXExtension]? = { _ in nil }
    ) {
        self.directories = directories
        self.policy = policy
        self.timeout = timeout
        self.freshness = freshness
        self.owner = owner
    }

    /// Returns the phones that may be dialled, by number.
    ///
    /// - Returns: `nil` if no PBX answers in time.
    /// - Throws: `CancellationError`.
    public func extensions() async throws -> [PBXExtension]? {
        if let known = last.withLock({ $0 }), known.at.duration(to: .now) < freshness { return known.extensions }
        return try await asking.run(.all) {
            let found = try await ask()
            last.withLock { $0 = Answer(extensions: found, at: .now) }
            return found
        }.value
    }

    /// Returns the combined answers that came in time.
    private func ask() async throws -> [PBXExtension]? {
        let answers = await withTaskGroup(of: [PBXExtension]?.self) { group in
            for (id, directory) in directories {
                group.addTask {
                    await self.ask(directory, of: id)?.map { phone in
                        PBXExtension(ExtensionAddress(phone.number, pbx: id).text, phone.state)
                    }
                }
            }
            return await group.reduce(into: []) { all, answer in answer.map { all.append($0) } }
        }
        try Task.checkCancellation()
        guard !answers.isEmpty else { return nil }
        return Set(answers.joined()).filter { policy.dialable($0.number) != nil }.sorted { left, right in
            let (one, other) = (ExtensionAddress(left.number), ExtensionAddress(right.number))
            return (one.pbx ?? "", one.number.utf8.count, one.number)
                < (other.pbx ?? "", other.number.utf8.count, other.number)
        }
    }

    private func ask(_ directory: any ExtensionDirectory, of pbx: String?) async -> [PBXExtension]? {
        await withDeadline(.now + timeout) { [owner] () -> [PBXExtension]? in
            do throws(PBXError) {
                return try await directory.extensions()
            } catch {
                // Without a list, people type the number.
                return error == .notConnected ? await owner(pbx) : nil
            }
        } ?? nil
    }
}
