import CEspeakNG

/// Where libespeak-ng's callback leaves the samples of one text.
final class SampleSink {
    private(set) var samples: [Int16] = []
    /// Samples a second; a voice of another program (MBROLA) has its own, and says so before its first sample.
    private(set) var sampleRate: Int
    /// Why the synthesis was stopped, if it was.
    private(set) var stopped: (any Error)?

    private let limit: Int
    private let stop: () -> (any Error)?

    /// - Parameters:
    ///   - sampleRate: the engine's, as long as it names no other one.
    ///   - limit: the most samples that are taken.
    ///   - stop: asked at each delivery; an error ends the synthesis.
    init(sampleRate: Int, limit: Int, stop: @escaping () -> (any Error)?) {
        self.sampleRate = sampleRate
        self.limit = limit
        self.stop = stop
        // Some ten seconds of speech, which is most prompts, without growing.
        samples.reserveCapacity(min(limit, 1 << 18))
    }

    /// - Parameter events: what is told beside the samples, up to its terminator.
    /// - Returns: what libespeak-ng's callback returns: 0 to go on, 1 to stop.
    func receive(
        _ delivered: UnsafePointer<Int16>?, count: Int, events: UnsafePointer<espeak_EVENT>? = nil
    ) -> Int32 {
        noteSampleRate(events)
        if stopped == nil { stopped = stop() }
        if stopped == nil, samples.count + count > limit {
            stopped = SpeechError.audioTooLong(maximumSeconds: EspeakEngine.maximumSeconds)
        }
        guard stopped == nil else { return 1 }
        // No samples at all is the end of the text; an empty delivery is not.
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
