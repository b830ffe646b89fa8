import Logging

/// Carrying out the flow's actions.
extension HelpRequestSession {
    func work(
        for action: StoredCallFlow.Action, of flow: CallFlow, _ control: CallControl
    ) -> FlowWork<StoredCallFlow.Event> {
        switch action {
        case .call(.lookUp):
            let finder = LadderFinder(flow, context: context)
            return .beside { .call(.resolved(await finder.ladder()), reply: nil) }
        case .call(.prepare(let kind, let values)):
            let order = PromptOrder(kind, values, for: flow)
            return .beside { .call(await self.prepare(order), reply: nil) }
        case .call(let order):
            if case .originate(let ring) = order, flow.isHelper(ring.channel), !mayRing(ring.channel) {
                return .done(.notAdmitted(ring.channel))
            }
            return .inTurn { await control.carryOut(order).map { .call($0, reply: nil) } }
        case .store(let flow, let version):
            return .awaited { await self.store(flow, version: version) }
        case .audit(let change):
            return .awaited {
                await self.audit(change)
                return nil
            }
        case .report(let storing):
            report(storing)
        case .answer(let reply, let answer):
            reply.give(answer)
        case .log(let request):
            HelpRequestJournal(logger: logger).entered(request)
        case .wait(let helpers):
            context.line.update(place, helpers: helpers)
        case .silence(let channels):
            silence(channels)
        case .freeOperator(let request):
            context.history.learn(request)
            context.openRequests.closed(id, of: caller)
        }
        return .done()
    }

    /// Releases the request's place in the line and its phones, once no more events will arrive.
    func leave(_ last: StoredCallFlow) {
        context.line.update(place, helpers: [])
        silence(last.phones.all)
        context.storage.left(id)
    }
}

/// The limit on ringing phones, shared by all requests.
extension HelpRequestSession {
    /// Whether a phone may ring now; if not, its turn will come.
    private func mayRing(_ channel: ChannelID) -> Bool {
        context.phones.admit(RingingPhones.Turn(channel: channel, place: place))
    }

    private func silence(_ channels: Set<ChannelID>) {
        guard !channels.isEmpty else { return }
        context.phones.silence(channels).forEach(admit)
    }

    /// Lets a phone of this or another request ring, or passes its turn on if that request is not open.
    private func admit(_ turn: RingingPhones.Turn) {
        guard !context.router.post(.admitted(turn.channel), to: turn.place.id) else { return }
        context.phones.silence([turn.channel]).forEach(admit)
    }
}

extension HelpRequestSession {
    private func store(_ flow: CallFlow, version: Int) async -> StoredCallFlow.Event {
        do {
            try await context.ports.store.update(flow)
            return .stored(version: version)
        } catch {
            return .notStored(error)
        }
    }

    private func report(_ storing: StoredCallFlow.Storing) {
        switch storing {
        case .fails(let error, let isNews):
            if error is PBXNotOwned {
                logger.notice("the request is left to the bridge that has taken over its PBX")
            } else if isNews {
                logger.critical(
                    "transition could not be stored; until it can be, nobody is rung or joined",
                    metadata: ["error": "\(error)"])
            }
            context.storage.failed(id)
        case .worksAgain:
            logger.notice("transitions are stored again")
            for other in context.storage.settled(id) { context.router.post(.storable, to: other) }
        }
    }

    private func audit(_ change: ModeChange) async {
        await Origin.with(author: "phone:\(change.author)") {
            await context.ports.audit.note(
                "changed_mode", "help_request", "\(id) \(change.author) \(change.mode.rawValue)")
        }
    }

    private func prepare(_ prompt: PromptOrder) async -> CallFlow.Event {
        guard let spoken = prompt.spoken else { return .promptFailed(prompt.kind) }
        do {
            let audio = try await context.ports.studio.prepare(
                spoken, source: prompt.source, voice: prompt.voice, values: prompt.values)
            return .promptReady(prompt.kind, audio)
        } catch {
            // If the task is cancelled, the flow no longer waits for the prompt.
            if !Task.isCancelled {
                logger.error(
                    "prompt could not be made", metadata: ["prompt": "\(spoken.rawValue)", "error": "\(error)"])
            }
            return .promptFailed(prompt.kind)
        }
    }
}
