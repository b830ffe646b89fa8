public import Administration
import ConcurrencyPrimitives
import Foundation
public import HelpDesk

/// Records nothing, but remembers orders, and refuses them when it is told to.
public final class FakeRecordings: SoundRecorder {
    private let recordings = Locked<[String: SoundRecording]>([:])
    private let taken = Locked<[SoundRecordingOrder]>([])
    /// Thrown at every order.
    private let failure: HelpDeskError?
    /// Thrown at whoever asks for a recording.
    private let silence: HelpDeskError?

    public init(failure: HelpDeskError? = nil, silence: HelpDeskError? = nil) {
        self.failure = failure
        self.silence = silence
    }

    public var orders: [SoundRecordingOrder] { taken.withLock { $0 } }

    public func record(_ order: SoundRecordingOrder) async throws(HelpDeskError) -> SoundRecording {
        if let failure { throw failure }
        let recording = SoundRecording(
            sound: order.sound, extension: order.extension, startedAt: Date(timeIntervalSince1970: 1_700_000_000))
        taken.withLock { $0.append(order) }
        recordings.withLock { $0[order.sound] = recording }
        return recording
    }

    public func recording(of sound: String) async throws(HelpDeskError) -> SoundRecording? {
        if let silence { throw silence }
        return recordings.withLock { $0[sound] }
    }

    public func cancelRecording(of sound: String) async throws(HelpDeskError) -> SoundRecording? {
        if let silence { throw silence }
        return recordings.withLock { recordings -> SoundRecording? in
            guard recordings[sound] != nil else { return nil }
            recordings[sound]?.state = .discarded
            recordings[sound]?.reason = .cancelled
            return recordings[sound]
        }
    }
}
