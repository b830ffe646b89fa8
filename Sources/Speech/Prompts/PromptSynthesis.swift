import ConcurrencyPrimitives

/// Makes each prompt once, however many ask for it at the same time, as urgently as the most urgent of them needs it.
final class PromptSynthesis: Sendable {
    typealias Work = @Sendable (_ engine: any SpeechEngine, _ stop: () -> (any Error)?) throws -> RenderedPrompt

    /// A prompt that somebody waits for.
    private struct Request: Sendable {
        var priority: SynthesisPriority
        var callers = 0
        var job: SynthesisJob?
    }

    private let synthesizer: SpeechSynthesizer
    private let coalescing = Coalescing<PromptDigest, RenderedPrompt>()
    private let requests = Locked<[PromptDigest: Request]>([:])

    init(synthesizer: SpeechSynthesizer) {
        self.synthesizer = synthesizer
    }

    /// How many wait for a prompt that another caller makes.
    var waitingCount: Int { coalescing.waitingCount }

    /// Makes a prompt, or waits for the one who makes it. When their task is cancelled, the next one who waits begins anew.
    ///
    /// - Parameters:
    ///   - digest: the prompt.
    ///   - priority: of the caller; the prompt is made with the highest of all that wait for it.
    ///   - work: makes it, on the synthesis thread.
    func prompt(
        _ digest: PromptDigest, priority: SynthesisPriority, work: @escaping Work
    ) async throws -> RenderedPrompt {
        enter(digest, priority)
        defer { leave(digest) }
        return try await coalescing.run(digest) {
            let priority = requests.withLock { $0[digest]?.priority } ?? priority
            return try await synthesizer.perform(priority: priority, beginning: { begin($0, digest) }, work)
        }.value
    }

    private func enter(_ digest: PromptDigest, _ priority: SynthesisPriority) {
        let job = requests.withLock { requests in
            var request = requests[digest] ?? Request(priority: priority)
            request.callers += 1
            request.priority = max(request.priority, priority)
            requests[digest] = request
            return request.job
        }
        if let job { synthesizer.thread.raise(job, to: priority) }
    }

    private func begin(_ job: SynthesisJob, _ digest: PromptDigest) {
        let priority = requests.withLock { requests in
            requests[digest]?.job = job
            return requests[digest]?.priority
        }
        // Somebody more urgent may have come since the job was made.
        if let priority { synthesizer.thread.raise(job, to: priority) }
    }

    private func leave(_ digest: PromptDigest) {
        requests.withLock { requests in
            requests[digest]?.callers -= 1
            if requests[digest]?.callers == 0 { requests[digest] = nil }
        }
    }
}
