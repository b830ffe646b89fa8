import ConcurrencyPrimitives
public import HelpDesk

/// Inspection and control of the PBX, its phones and its connection, for tests and the demo.
extension SimulatedPBX {
    /// The orders so far, oldest first.
    public var orders: [SimulatedOrderRecord] { state.withLock { $0.records } }

    /// Its channels and bridges.
    public var snapshot: PBXSnapshot { state.withLock { $0.exchange.snapshot } }

    /// The number of times that each phone was rung.
    public var ringCounts: [String: Int] { state.withLock { $0.exchange.ringCounts } }

    /// Whether a channel hears the ringing tone.
    public func hearsRinging(_ channel: ChannelID) -> Bool {
        state.withLock { $0.exchange.hearsRinging(channel) }
    }

    /// Changes a phone's script from its next call on.
    public func setPhone(_ number: String, _ script: PhoneScript) {
        state.withLock { $0.exchange.phones[number] = script }
    }

    /// Sets the prompts, by digest, that cannot be played.
    public func setUnplayable(_ digests: Set<String>) {
        state.withLock { $0.exchange.unplayable = digests }
    }

    /// Makes orders fail; `nil` ends that.
    ///
    /// - Parameter fault: Called for every order. It must not call this PBX.
    public func setFault(_ fault: (@Sendable (SimulatedOrder) -> SimulatedFault?)?) {
        state.withLock { $0.fault = fault }
    }

    /// Answers the phone, if it is being rung.
    public func answer(phone number: String) {
        change { $0.phone(number) { .answer($0) } }
    }

    /// Hangs up the phone, or declines the call if it is still ringing.
    public func hangUp(phone number: String) {
        change { exchange in
            let states = exchange.snapshot.channels
            return exchange.phone(number) { .end($0, states[$0.channel] == .answered ? .normal : .declined) }
        }
    }

    /// Dials a code on a phone.
    ///
    /// - Returns: the phone's call, which rings until it is answered.
    @discardableResult
    public func dial(_ code: String, phone number: String) -> ChannelID {
        state.withLock { state in
            let (channel, effects) = state.exchange.dial(code, from: number)
            publish(effects, &state)
            return channel
        }
    }

    /// Reports a call to a code as found waiting, since its arrival was missed.
    public func find(_ channel: ChannelID, dialling code: String, phone number: String) {
        change { $0.find(channel, dialling: code, from: number) }
    }

    /// Forwards the call of a phone that somebody else rings, which does not concern us.
    ///
    /// - Returns: the channel that rings there.
    @discardableResult
    public func forward(to number: String) -> ChannelID {
        state.withLock { state in
            let (successor, effects) = state.exchange.forward(to: number)
            publish(effects, &state)
            return successor
        }
    }

    /// Begins a phone's call with a customer, which does not concern us.
    ///
    /// - Returns: the phone's channel in the call.
    @discardableResult
    public func beginLiveCall(phone number: String) -> ChannelID {
        state.withLock { $0.exchange.beginLiveCall(of: number) }
    }

    /// Ends a phone's call with a customer, who hangs up.
    public func endLiveCall(phone number: String) {
        change { $0.endLiveCall(of: number) }
    }

    /// Whether a phone is in a call with a customer.
    public func hasLiveCall(phone number: String) -> Bool {
        state.withLock { $0.exchange.liveCall(of: number) != nil }
    }

    /// Presses a key on a phone during a call.
    public func press(_ key: Character, phone number: String) {
        change { $0.press(key, phone: number) }
    }

    /// Transfers a phone's call to another phone, and leaves the call.
    public func transfer(phone number: String, to successor: String) {
        change { $0.transfer(phone: number, to: successor) }
    }

    /// Cuts the event stream: from here on events are lost, calls continue, and phones that answer are dropped.
    public func disconnect(reason: String = "cut by the script") {
        state.withLock { state in
            publish(state.exchange.disconnect(reason: reason), &state)
            box.set(isConnected: false, detail: reason)
        }
    }

    /// Opens the event stream again.
    public func reconnect() {
        state.withLock { state in
            box.set(isConnected: true, detail: "simulated")
            publish(state.exchange.connect(), &state)
        }
    }
}
