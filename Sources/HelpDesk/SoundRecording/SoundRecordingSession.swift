import Foundation
import Logging

/// One recording by phone in progress: a ``SoundRecordingFlow``, run with the PBX, the prompts and the library.
final class SoundRecordingSession: EventReceiver {
    private let flow: SoundRecordingFlow
    private let effects: SoundRecordingEffects
    private let clock: RequestClock
    private let runner: FlowRunner<SoundRecordingFlow>
    private let logger: Logger

    /// - Parameters:
    ///   - flow: the flow, which has not handled any event yet.
    ///   - effects: the effects of the flow's actions.
    init(
        _ flow: SoundRecordingFlow, _ effects: SoundRecordingEffects, router: EventRouter, deadlines: Deadlines
    ) {
        self.flow = flow
        self.effects = effects
        logger = effects.logger
        clock = RequestClock(since: flow.recording.updatedAt)
        runner = FlowRunner(flow.id, clock: clock, router: router, deadlines: deadlines)
    }

    /// Runs until the recording is over or the bridge stops.
    ///
    /// Actions already decided are still carried out: no file stays on the PBX, and a recording that was chosen to be
    /// kept is stored.
    ///
    /// - Parameter changed: called with the state of the recording after every event.
    func run(changed: (SoundRecording) -> Void) async {
        var flow = flow
        let actions = flow.handle(.started, at: clock.now())
        let last = await runner.run(flow, beginningWith: actions) { action, _ in
            effects.work(for: action)
        } changed: {
            changed($0.recording)
        }
        let reason = last.recording.reason.map { ", \($0.word)" } ?? ""
        logger.notice("the recording by phone is over", metadata: ["end": "\(last.recording.state)\(reason)"])
    }

    var pbx: String? { effects.number.pbx }

    /// Always `false`: nobody else can use a phone that records a sound.
    var followsTransfers: Bool { false }

    func post(_ event: SoundRecordingFlow.Event) {
        runner.post(event)
    }

    func tick() {
        runner.tick()
    }

    func close() {
        post(.stopped)
        runner.close()
    }

    func receive(_ event: PBXEvent) {
        switch event {
        case .disconnected: post(.disconnected)
        case .answered(flow.channel): post(.answered)
        case .ended(flow.channel, let reason, _): post(.ended(reason))
        case .pressed(flow.channel, let key): post(.pressed(key))
        case .replaced(flow.channel, let successor): post(.replaced(by: successor))
        case .playbackFinished(let playback, let succeeded):
            if !succeeded {
                // This also happens whenever somebody hangs up during a prompt.
                logger.notice("a prompt was not played to its end", metadata: ["playback": "\(playback)"])
            }
            post(.playbackFinished(playback))
        case .takeFinished(let take, let succeeded): post(.takeFinished(take, succeeded: succeeded))
        case .synchronized, .ringing, .answered, .ended, .enteredBridge, .pressed, .replaced, .forwarded, .pickedUp,
            .arrived:
            break
        }
    }
}
