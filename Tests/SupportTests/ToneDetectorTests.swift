import Testing

@testable import TestSupport

@Suite struct ToneDetectorTests {
    private let detector = ToneDetector()

    @Test("A lone tone is all that is heard, and its neighbours are not there")
    func loneTone() {
        let samples = tone(1206, samples: 16_000)
        #expect(detector.level(of: 1206, in: samples) > -0.2)
        #expect(detector.level(of: 1206 + 23, in: samples) < -30)
        #expect(detector.level(of: 603, in: samples) < -40)
        #expect(detector.hears(1206, in: samples))
        #expect(!detector.hears(1183, in: samples))
    }

    @Test("Two tones share the power")
    func twoTones() {
        let first = tone(976, samples: 8000)
        let second = tone(1206, samples: 8000)
        let both = zip(first, second).map { $0 / 2 + $1 / 2 }
        #expect(abs(detector.level(of: 976, in: both) + 3) < 0.3)
        #expect(abs(detector.level(of: 1206, in: both) + 3) < 0.3)
    }

    @Test("A tone is found through µ-law, and not in noise")
    func codedTone() {
        let coded = MuLaw.decode(MuLaw.encode(tone(930, samples: 8000)))
        #expect(detector.level(of: 930, in: coded) > -0.3)
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        #expect(detector.level(of: 930, in: generator.noise(8000)) < -15, "seed \(seed)")
    }

    @Test("Silence has no tone and no loudness")
    func silence() {
        #expect(detector.level(of: 930, in: [Int16](repeating: 0, count: 4000)) == -.infinity)
        #expect(detector.level(of: 930, in: []) == -.infinity)
        #expect(detector.loudness(of: []) == -.infinity)
        #expect(abs(detector.loudness(of: tone(930, samples: 8000)) + 15.05) < 0.1)
    }
}
