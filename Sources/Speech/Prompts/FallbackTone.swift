import Foundation
import HelpDesk

/// The tones played if nothing can be spoken: a different tune of three notes for each kind of prompt. They rise when a
/// request is on its way, fall when there will be no help, and stay level for the manager.
///
/// They need neither engine nor voice nor disk.
enum FallbackTone {
    private static let noteSeconds = 0.18
    private static let pauseSeconds = 0.06
    /// About -19 LUFS.
    private static let amplitude = 0.22
    /// The fade at each end of a note, in seconds, which prevents clicks.
    private static let rampSeconds = 0.01

    static func wav(for kind: PromptKind, sampleRate: Int) -> WAVFile {
        let frequencies: [Double] =
            switch kind {
            case .requestSent: [523, 659, 784]
            case .requestOpen: [523, 659, 659]
            case .waiting: [523, 523, 659]
            case .unavailable: [784, 659, 523]
            case .requestCancelled: [784, 784, 523]
            case .unknownCode: [659, 523, 392]
            case .notOperator: [523, 523, 392]
            case .managerIntro: [659, 659, 659]
            case .emergencyIntro: [880, 880, 880]
            case .recordingInstruction: [392, 523, 659]
            case .recordingReview: [659, 523, 659]
            case .recordingKept: [659, 784, 1_047]
            case .recordingFailed: [659, 523, 440]
            }
        let pause = [Int16](repeating: 0, count: Int(pauseSeconds * Double(sampleRate)))
        let samples = frequencies.reduce(into: pause) { samples, frequency in
            samples += note(frequency, sampleRate: sampleRate) + pause
        }
        return WAVFile(AudioSamples(samples: samples, sampleRate: sampleRate))
    }

    private static func note(_ frequency: Double, sampleRate: Int) -> [Int16] {
        let count = Int(noteSeconds * Double(sampleRate))
        return (0..<count).map { index in
            let time = Double(index) / Double(sampleRate)
            let ramp = min(1, time / rampSeconds, (noteSeconds - time) / rampSeconds)
            return Int16(sin(2 * .pi * frequency * time) * amplitude * ramp * 32_767)
        }
    }
}
