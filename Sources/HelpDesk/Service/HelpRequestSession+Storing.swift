import Logging

/// Putting on disk what has been decided, and carrying it out after that.
extension HelpRequestSession {
    /// Stores the newest state whenever there is one, until there is nothing more to come.
    func keepStored() async {
        for await _ in changes {
            while ledger.takeAttempt(at: clock.now()) {
                let version = ledger.version
                do {
                    try await desk.ports.store.update(flow)
                    stored(version)
                } catch {
                    notStored(error)
                }
            }
        }
    }

    private func stored(_ version: Int) {
        let hasFailed = ledger.isFailing
        ledger.stored(version, of: flow).forEach(order)
        for (_, reply) in replies.filter({ $0.version <= version }) { reply.give(.followed(flow.request)) }
        replies.removeAll { $0.version <= version }
        if hasFailed {
            logger.notice("transitions are stored again")
            for other in desk.storage.settled(id) { desk.router.post(.storable, to: other) }
            receive(QueuedEvent(event: .storable))
        }
        if flow.isEnded, ledger.isStored { leave() }
        arm()
    }

    /// The call goes on as far as it has got; nobody else is rung or joined.
    private func notStored(_ error: any Error) {
        if !ledger.isFailing {
            logger.critical(
                "transition could not be stored; until it can be, nobody is rung or joined",
                metadata: ["error": "\(error)"])
        }
        desk.storage.failed(id)
        for channel in ledger.failed(at: clock.now(), of: flow) { follow(.withheld(channel)).forEach(order) }
        for (_, reply) in replies { reply.give(.notStored("\(error)")) }
        replies = []
        arm()
    }

    func carryOutOrders() async {
        let conductor = PBXConductor(
            pbx: desk.ports.pbx, policy: desk.policy, logger: logger, line: (desk.line, place))
        for await order in orders {
            if let event = await conductor.carryOut(order) { receive(QueuedEvent(event: event)) }
        }
    }

    nonisolated func lookUp(_ finder: LadderFinder) async {
        let ladder = await finder.ladder()
        guard !Task.isCancelled else { return }
        receive(QueuedEvent(event: .resolved(ladder)))
    }

    nonisolated func prepare(_ prompt: PromptOrder) async {
        for spoken in prompt.kinds {
            do {
                let audio = try await desk.ports.studio.prepare(
                    spoken, source: prompt.source, voice: prompt.voice, values: prompt.values)
                return receive(QueuedEvent(event: .promptReady(prompt.kind, audio)))
            } catch {
                if Task.isCancelled { return }
                logger.error(
                    "prompt could not be made", metadata: ["prompt": "\(spoken.rawValue)", "error": "\(error)"])
            }
        }
        receive(QueuedEvent(event: .promptFailed(prompt.kind)))
    }
}
