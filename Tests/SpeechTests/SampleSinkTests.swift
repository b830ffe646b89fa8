import CEspeakNG
import Testing

@testable import Speech

@Suite struct SampleSinkTests {
    @Test("A voice with a rate of its own, such as one of MBROLA, is played at that rate")
    func sampleRate() {
        let sink = SampleSink(sampleRate: 22_050, limit: 1_000) { nil }
        var word = espeak_EVENT()
        word.type = espeakEVENT_WORD
        word.id.number = 7
        var rate = espeak_EVENT()
        rate.type = espeakEVENT_SAMPLERATE
        rate.id.number = 16_000
        var end = espeak_EVENT()
        end.type = espeakEVENT_LIST_TERMINATED
        #expect(sink.receive([1, 2], count: 2, events: [word, end]) == 0)
        #expect(sink.sampleRate == 22_050)
        #expect(sink.receive([3], count: 1, events: [rate, word, end]) == 0)
        #expect(sink.sampleRate == 16_000)
        #expect(sink.samples == [1, 2, 3])
    }
}
