import Foundation
import Logging
import Telephony
import Testing

@testable import HelpDesk

/// Recordings by phone with a help desk that hands them the events of a simulated PBX, and a library in memory.
struct RecordingFixture {
    actor Library: SoundLibrary {
        private(set) var kept: [String: [UInt8]] = [:]
        /// The reason for which nothing is taken.
        private let refusal: String?

        init(refusal: String?) {
            self.refusal = refusal
        }

        func audition(_ file: [UInt8]) async throws -> PromptAudio {
            if let refusal { throw SoundRefusal(code: refusal, reason: "it is not") }
            return PromptAudio(digest: String(repeating: "c", count: 64), seconds: 2)
        }

        func keep(_ file: [UInt8], for order: SoundRecordingOrder) async throws {
            kept[order.sound] = file
        }

        nonisolated func voice(for order: SoundRecordingOrder) throws(HelpDeskError) -> String {
            order.voice ?? "en"
        }
    }

    private struct Studio: PromptStudio {
        func prepare(
            _ kind: PromptKind, source: PromptSource?, voice: String, values: PromptValues
        ) async throws -> PromptAudio {
            PromptAudio(digest: String(repeating: "b", count: 64), seconds: 1)
        }
    }

    private struct Directory: ManagerDirectory {
        func managers(for question: LookupQuestion) async -> LookupAnswer { LookupAnswer() }
    }

    /// An empty call centre, in which nobody has a presence.
    private struct Settings: CallCenterSource, PresenceStore {
        let current = CallCenter()

        func setPresence(_ state: Presence.State, of number: String) async throws {
            Issue.record("\(number) has no presence here")
        }
    }

    let pbx: SimulatedPBX
    let library: Library
    let audit = HelpDeskFixture.AuditNotes()
    let recordings: SoundRecordingService
    private let service: HelpDeskService
    private let policy: DialPolicy
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// - Parameters:
    ///   - phones: what the people at them do.
    ///   - timeScale: how much of the time that they would need, a hundredth by default.
    ///   - refusal: the reason for which no take is taken.
    ///   - records: whether the PBX can record.
    ///   - ownership: when the PBX is this bridge's; by default always.
    ///   - forwarding: the way to other bridges; by default there are none.
    init(
        phones: [String: PhoneScript], timeScale: Double = 0.01, refusal: String? = nil, records: Bool = true,
        ownership: (any PBXOwnership)? = nil, forwarding: (any OrderForwarding)? = nil
    ) throws {
        pbx = SimulatedPBX(
            phones: phones, timeScale: timeScale, access: PBXAccess(isShared: ownership != nil), logger: Self.logger)
        library = Library(refusal: refusal)
        policy = try DialPolicy(pattern: "^[0-9]{2,6}$")
        recordings = SoundRecordingService(
            ports: SoundRecordingPorts(
                pbxs: PBXSet(pbx), recorders: records ? [nil: pbx] : [:], studio: Studio(), library: library,
                audit: audit, ownership: ownership, forwarding: forwarding),
            policy: policy, logger: Self.logger)
        service = HelpDeskService(
            ports: HelpDeskPorts(
                pbxs: PBXSet(pbx), store: MemoryStore(), directory: Directory(), studio: Studio(),
                callCenter: Settings(),
                presences: Settings(), audit: audit, ownership: ownership, forwarding: forwarding),
            policy: policy, expireAfterSeconds: 120, recordings: recordings, logger: Self.logger)
    }

    /// Runs them as long as the body runs, and stops them gracefully.
    func run(_ body: (Self) async throws -> Void) async throws {
        try await whileRunning([recordings, service], with: pbx) { try await body(self) }
    }

    /// Waits until a recording of `greeting` is as wanted.
    func wait(until isSo: (SoundRecording?) -> Bool) async throws {
        try await pbx.wait { _ in isSo(recordings.recordingHere(of: "greeting")) }
    }

    func end(of sound: String) async throws -> SoundRecording {
        var end: SoundRecording?
        try await pbx.wait { _ in
            end = recordings.recordingHere(of: sound)
            return end?.state.isEnd == true
        }
        return end ?? SoundRecording(sound: sound, extension: "", startedAt: Date())
    }

    /// Does something as soon as the recording before is out of the way.
    func retry(_ order: SoundRecordingOrder) async throws {
        while true {
            try Task.checkCancellation()
            do throws(HelpDeskError) {
                _ = try await recordings.record(order)
                return
            } catch {
                await Task.yield()
            }
        }
    }

    func origination(_ channel: ChannelID) throws -> Origination {
        guard let number = policy.dialable("101") else { throw CancellationError() }
        return Origination(
            channel: channel, number: number, timeoutSeconds: 30, callerName: "", callerNumber: "101",
            destination: .phone)
    }

    /// Lets a recording lie on the PBX that nobody here knows.
    func leaveBehind(_ take: TakeID) async throws {
        let channel = ChannelID("of-another-program")
        try await pbx.originate(origination(channel))
        try await pbx.wait { $0.snapshot.channels[channel] == .answered }
        try await pbx.record(take, on: channel, maximumSeconds: 60, silenceSeconds: 5)
        while try await pbx.takes() != [take] { await Task.yield() }
        try await pbx.hangUp(channel)
    }
}
