import Foundation
import Logging

/// Runs the flow of one recording by phone: events in, orders out.
///
/// Orders to the PBX go out in their order but beside the events; prompts, and looking at a take, run beside both.
struct SoundRecordingSession: Sendable {
    let order: SoundRecordingOrder
    let number: DialableNumber
    let voice: String
    let pbx: any PBX
    let recorder: any CallRecorder
    let studio: any PromptStudio
    let library: any SoundLibrary
    let continuation: AsyncStream<SoundRecordingFlow.Event>.Continuation
    let logger: Logger
    var clock = RequestClock.Source()

    /// - Parameters:
    ///   - initial: the flow, to which nothing has happened yet.
    ///   - events: what happens; the session ends with them, or when the flow is over.
    ///   - changed: is told of every change of the recording.
    /// - Returns: how it ended.
    func run(
        _ initial: SoundRecordingFlow, events: AsyncStream<SoundRecordingFlow.Event>,
        changed: (SoundRecording) -> Void
    ) async -> SoundRecording {
        let (orders, queue) = AsyncStream.makeStream(of: SoundRecordingFlow.Action.self)
        let (jobs, desk) = AsyncStream.makeStream(of: SoundRecordingFlow.Action.self)
        let clock = RequestClock(since: initial.recording.updatedAt, source: clock)
        return await withDiscardingTaskGroup { group in
            var flow = initial
            var armed: Date?

            func perform(_ actions: [SoundRecordingFlow.Action]) {
                for action in actions {
                    switch action {
                    case .prepare(let kind): group.addTask { await prepare(kind) }
                    case .fetch, .keep: desk.yield(action)
                    default: queue.yield(action)
                    }
                }
                guard let deadline = flow.deadline, armed.map({ deadline < $0 }) ?? true else { return }
                armed = deadline
                group.addTask { await wait(until: clock.instant(of: deadline)) }
            }

            async let ordersCarriedOut: Void = carryOut(orders, on: initial.channel)
            async let jobsRun: Void = run(jobs)
            perform(flow.handle(.started, at: clock.now()))
            for await event in events {
                if event == .tick { armed = nil }
                let before = flow.recording
                let actions = flow.handle(event, at: clock.now())
                if flow.recording != before { changed(flow.recording) }
                perform(actions)
                if flow.phase == .over { break }
            }
            queue.finish()
            desk.finish()
            // What has been decided is still carried out, also when the bridge stops: no take stays on the PBX, and what he
            // wants to keep is stored.
            await ordersCarriedOut
            await jobsRun
            group.cancelAll()
            return flow.recording
        }
    }

    /// Fetches takes and keeps the last of them, one after the other.
    private func run(_ jobs: AsyncStream<SoundRecordingFlow.Action>) async {
        var last: (take: TakeID, file: [UInt8])?
        for await job in jobs {
            switch job {
            case .fetch(let take):
                last = nil
                if let file = await fetch(take) { last = (take, file) }
            case .keep(let take):
                guard let last, last.take == take else { continue }
                await keep(last.file)
            case .ring, .prepare, .play, .stopPlaying, .record, .remove, .hangUp: continue
            }
        }
    }

    private func carryOut(_ orders: AsyncStream<SoundRecordingFlow.Action>, on channel: ChannelID) async {
        for await order in orders {
            if let event = await carryOut(order, on: channel) { continuation.yield(event) }
        }
    }

    /// - Returns: what the flow has to know of it at once; `nil` when the PBX's own events will tell.
    private func carryOut(
        _ order: SoundRecordingFlow.Action, on channel: ChannelID
    ) async -> SoundRecordingFlow.Event? {
        do throws(PBXError) {
            switch order {
            case .ring: try await pbx.originate(origination(channel))
            case .play(let audio, let playback): try await pbx.play(audio, as: playback, on: channel)
            case .stopPlaying(let playback): try await pbx.stop(playback)
            case .record(let take):
                try await recorder.record(
                    take, on: channel, maximumSeconds: SoundRecordingFlow.longestTake,
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
            return consequence(of: error, for: order, on: channel)
        }
    }

    private func consequence(
        of error: PBXError, for order: SoundRecordingFlow.Action, on channel: ChannelID
    ) -> SoundRecordingFlow.Event? {
        switch order {
        case .ring: .refused(error == .offline ? .offline : .failed)
        case .play(_, let playback): .playbackFinished(playback)
        case .record(let take), .remove(let take): .takeLost(take)
        case .hangUp(channel) where error == .gone: .ended(.normal)
        case .stopPlaying, .hangUp, .prepare, .fetch, .keep: nil
        }
    }

    private func origination(_ channel: ChannelID) -> Origination {
        Origination(
            channel: channel, number: number, timeoutSeconds: SoundRecordingFlow.ringingSeconds,
            callerName: order.name ?? order.sound, callerNumber: number.text)
    }

    private func prepare(_ kind: PromptKind) async {
        do {
            let audio = try await studio.prepare(kind, source: nil, voice: voice, values: PromptValues())
            continuation.yield(.promptReady(kind, audio))
        } catch {
            if !(error is CancellationError) { report("prompt could not be made", error, ["prompt": "\(kind)"]) }
            continuation.yield(.promptFailed(kind))
        }
    }

    /// Takes it from the PBX, where nothing of it stays, and looks whether it can be kept.
    ///
    /// - Returns: what can be kept.
    private func fetch(_ take: TakeID) async -> [UInt8]? {
        let file: [UInt8]
        do throws(PBXError) {
            file = try await recorder.file(of: take)
        } catch {
            report("a recording cannot be fetched", error, ["take": "\(take)"])
            await remove(take)
            continuation.yield(.takeLost(take))
            return nil
        }
        await remove(take)
        do {
            let audio = try await library.audition(file)
            continuation.yield(.auditioned(take, audio))
            return file
        } catch let refusal as SoundRefusal {
            logger.notice("a take is not taken", metadata: ["reason": "\(refusal.reason)"])
            continuation.yield(.takeRefused(take, refusal))
        } catch {
            report("a recording cannot be read", error, ["take": "\(take)"])
            continuation.yield(.takeRefused(take, nil))
        }
        return nil
    }

    private func remove(_ take: TakeID) async {
        do throws(PBXError) {
            try await recorder.remove(take)
        } catch {
            // What stays is removed when the bridge connects the next time.
            if error != .gone { report("a recording stays on the PBX", error, ["take": "\(take)"]) }
        }
    }

    private func keep(_ file: [UInt8]) async {
        do {
            try await library.keep(file, for: order)
            continuation.yield(.kept)
        } catch let refusal as SoundRefusal {
            logger.error("a recording by phone cannot be kept", metadata: ["reason": "\(refusal.reason)"])
            continuation.yield(.notKept(refusal))
        } catch {
            report("a recording by phone cannot be kept", error)
            continuation.yield(.notKept(nil))
        }
    }

    private func report(_ what: Logger.Message, _ error: any Error, _ metadata: Logger.Metadata = [:]) {
        logger.error(what, metadata: metadata.merging(["error": "\(error)"]) { $1 })
    }

    private func wait(until deadline: ContinuousClock.Instant) async {
        do {
            try await Task.sleep(until: deadline, clock: .continuous)
            continuation.yield(.tick)
        } catch {
            // Cancelled: the recording is over, or the bridge stops.
        }
    }
}
