import ConcurrencyPrimitives

/// The synthesis of prompts: renders each once for all concurrent callers, at the highest priority among them.
final class PromptSynthesis: Sendable {
    typealias Work = @Sendable (_ engine: any SpeechEngine, _ stop: () -> (any Error)?) throws -> RenderedPrompt

    /// A prompt that callers are waiting for.
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

    /// The number of callers that wait for a prompt rendered by another caller.
    var waitingCount: Int { coalescing.waitingCount }

    /// Renders a prompt, or waits for the caller that is rendering it. If that caller's task is cancelled, the next
    /// waiting caller starts again.
    ///
    /// - Parameters:
    ///   - digest: the digest of the prompt.
    ///   - priority: the caller's priority; the prompt is rendered at the highest priority of all waiting callers.
    ///   - work: renders the prompt, on the synthesis thread.
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
        // A more urgent caller may have arrived since the job was created.
        if let priority { synthesizer.thread.raise(job, to: priority) }
    }

    private func leave(_ digest: PromptDigest) {
        requests.withLock { requests in
            requests[digest]?.callers -= 1
            if requests[digest]?.callers == 0 { requests[digest] = nil }
        }
    }
}
