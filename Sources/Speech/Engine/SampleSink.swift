/// Where libespeak-ng's callback leaves the samples of one text.
final class SampleSink {
    private(set) var samples: [Int16] = []
    /// Why the synthesis was stopped, if it was.
    private(set) var stopped: (any Error)?

    private let limit: Int
    private let stop: () -> (any Error)?

    /// - Parameters:
    ///   - limit: the most samples that are taken.
    ///   - stop: asked at each delivery; an error ends the synthesis.
    init(limit: Int, stop: @escaping () -> (any Error)?) {
        self.limit = limit
        self.stop = stop
        // Some ten seconds of speech, which is most prompts, without growing.
        samples.reserveCapacity(min(limit, 1 << 18))
    }

    /// - Returns: what libespeak-ng's callback returns: 0 to go on, 1 to stop.
    func receive(_ delivered: UnsafePointer<Int16>?, count: Int) -> Int32 {
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
}
