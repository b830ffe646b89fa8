import ConcurrencyPrimitives
import Logging

/// The effects of one recording's flow: on the phone, with the prompts, and in the library.
struct SoundRecordingEffects: Sendable {
    typealias Event = SoundRecordingFlow.Event

    let order: SoundRecordingOrder
    let channel: ChannelID
    let number: DialableNumber
    let voice: String
    let pbx: any PBX
    let recorder: any CallRecorder
    let studio: any PromptStudio
    let library: any SoundLibrary
    let logger: Logger
    /// The last take that was fetched.
    private let fetched = Locked<(take: TakeID, file: [UInt8])?>(nil)

    init(
        order: SoundRecordingOrder, channel: ChannelID, number: DialableNumber, voice: String,
        ports: SoundRecordingPorts, recorder: any CallRecorder, logger: Logger
    ) {
        self.order = order
        self.channel = channel
        self.number = number
        self.voice = voice
        self.recorder = recorder
        self.logger = logger
        pbx = ports.pbxs[number.pbx]
        studio = ports.studio
        library = ports.library
    }

    func work(for action: SoundRecordingFlow.Action) -> FlowWork<Event> {
        switch action {
        case .prepare(let kind): .beside { await prepare(kind) }
        case .fetch(let take): .awaited { await fetch(take) }
        case .keep(let take): .awaited { await keep(take) }
        case .ring, .play, .stopPlaying, .record, .remove, .hangUp: .inTurn { await carryOut(action) }
        }
    }

    /// - Returns: the event that the flow must handle at once; `nil` if the PBX's own events will report the result.
    private func carryOut(_ order: SoundRecordingFlow.Action) async -> Event? {
        do throws(PBXError) {
            switch order {
            case .ring: try await pbx.originate(origination)
            case .play(let audio, let playback): try await pbx.play(audio, as: playback, on: channel)
            case .stopPlaying(let playback): try await pbx.stop(playback)
            case .record(let take):
                try await recorder.record(
                    take, on: channel, maximumSeconds: SoundRecordingFlow.maximumTake,
                    silenceSeconds: SoundRecordingFlow.silence)
            case .remove(let take):
                try await recorder.remove(take)
                return .takeLost(take)
            case .hangUp(let channel): try await pbx.hangUp(channel)
            case .prepare, .fetch, .keep: break
            }
            return nil
        } catch {
            logger.log(
                level: error == .gone ? .debug : .warning, "PBX did not carry out an order of a recording",
                metadata: ["order": "\(order)", "error": "\(error)"])
            return consequence(of: error, for: order)
        }
    }

    private func consequence(of error: PBXError, for order: SoundRecordingFlow.Action) -> Event? {
        switch order {
        case .ring: .refused(error == .offline ? .offline : .failed)
        case .play(_, let playback): .playbackFinished(playback)
        case .record(let take), .remove(let take): .takeLost(take)
        case .hangUp(channel) where error == .gone: .ended(.normal)
        case .stopPlaying, .hangUp, .prepare, .fetch, .keep: nil
        }
    }

    private var origination: Origination {
        Origination(
            channel: channel, number: number, timeoutSeconds: SoundRecordingFlow.ringingSeconds,
            callerName: order.name ?? order.sound, callerNumber: number.text, destination: .phone)
    }

    private func prepare(_ kind: PromptKind) async -> Event {
        do {
            return .promptReady(
                kind, try await studio.prepare(kind, source: nil, voice: voice, values: PromptValues()))
        } catch {
            if !(error is CancellationError) { report("prompt could not be made", error, ["prompt": "\(kind)"]) }
            return .promptFailed(kind)
        }
    }

    /// Moves a take from the PBX to this bridge, and checks whether it can be kept.
    private func fetch(_ take: TakeID) async -> Event {
        fetched.withLock { $0 = nil }
        let file: [UInt8]
        do throws(PBXError) {
            file = try await recorder.file(of: take)
        } catch {
            report("a recording cannot be fetched", error, ["take": "\(take)"])
            await remove(take)
            return .takeLost(take)
        }
        await remove(take)
        do {
            let audio = try await library.audition(file)
            fetched.withLock { $0 = (take, file) }
            return .auditioned(take, audio)
        } catch let refusal as SoundRefusal {
            logger.notice("a recording is not taken", metadata: ["reason": "\(refusal.reason)"])
            return .takeRefused(take, refusal)
        } catch {
            report("a recording cannot be read", error, ["take": "\(take)"])
            return .takeRefused(take, nil)
        }
    }

    private func remove(_ take: TakeID) async {
        do throws(PBXError) {
            try await recorder.remove(take)
        } catch {
            // A file that stays is removed the next time the bridge connects.
            if error != .gone { report("a recording stays on the PBX", error, ["take": "\(take)"]) }
        }
    }

    private func keep(_ take: TakeID) async -> Event? {
        guard let last = fetched.withLock(\.self), last.take == take else { return nil }
        do {
            try await library.keep(last.file, for: order)
            return .kept
        } catch let refusal as SoundRefusal {
            logger.error("a recording by phone cannot be kept", metadata: ["reason": "\(refusal.reason)"])
            return .notKept(refusal)
        } catch {
            report("a recording by phone cannot be kept", error)
            return .notKept(nil)
        }
    }

    private func report(_ what: Logger.Message, _ error: any Error, _ metadata: Logger.Metadata = [:]) {
        logger.error(what, metadata: metadata.merging(["error": "\(error)"]) { $1 })
    }
}
