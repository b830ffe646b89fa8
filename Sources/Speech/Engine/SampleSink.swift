import CEspeakNG

/// A buffer for the samples of one text from libespeak-ng's callback.
final class SampleSink {
    private(set) var samples: [Int16] = []
    /// The sample rate in Hz; an external voice (MBROLA) reports its own before its first sample.
    private(set) var sampleRate: Int
    /// The reason why the synthesis was stopped; `nil` if it was not.
    private(set) var stopped: (any Error)?

    private let limit: Int
    private let stop: () -> (any Error)?

    /// - Parameters:
    ///   - sampleRate: the engine's rate, used until an event reports another.
    ///   - limit: the maximum number of samples accepted.
    ///   - stop: called at each delivery; a returned error ends the synthesis.
    init(sampleRate: Int, limit: Int, stop: @escaping () -> (any Error)?) {
        self.sampleRate = sampleRate
        self.limit = limit
        self.stop = stop
        // About ten seconds of speech, enough for most prompts without growing.
        samples.reserveCapacity(min(limit, 1 << 18))
    }

    /// - Parameter events: the events delivered with the samples, up to the terminator.
    /// - Returns: the callback's result: 0 to continue, 1 to stop.
    func receive(
        _ delivered: UnsafePointer<Int16>?, count: Int, events: UnsafePointer<espeak_EVENT>? = nil
    ) -> Int32 {
        noteSampleRate(events)
        if stopped == nil { stopped = stop() }
        if stopped == nil, samples.count + count > limit {
            stopped = SpeechError.audioTooLong(maximumSeconds: EspeakEngine.maximumSeconds)
        }
        guard stopped == nil else { return 1 }
        // No buffer means the end of the text; an empty buffer does not.
        guard let delivered, count > 0 else { return 0 }
        samples.append(contentsOf: UnsafeBufferPointer(start: delivered, count: count))
        return 0
    }

    private func noteSampleRate(_ events: UnsafePointer<espeak_EVENT>?) {
        var next = events
        while let event = next?.pointee, event.type != espeakEVENT_LIST_TERMINATED {
            if event.type == espeakEVENT_SAMPLERATE, event.id.number > 0 { sampleRate = Int(event.id.number) }
            next = next?.successor()
        }
    }
}
