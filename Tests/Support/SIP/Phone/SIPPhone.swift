import NIOCore
import NIOPosix

/// A real SIP phone for tests: registers, rings, answers, refuses, dials, speaks a tone of its own and records what it
/// hears, over UDP on 127.0.0.1 with G.711 µ-law.
///
/// ```swift
/// let phone = try await SIPPhone.start(extension: "101", registrar: pbx.sipPort)
/// try await phone.register()
/// let call = try await phone.waitForCall(timeout: .seconds(2))
/// try await phone.waitUntilHearing(tone: manager.tone, timeout: .seconds(5))
/// await phone.stop()
/// ```
///
/// All its state lives on one event loop, which is the actor's executor, so that timers and sockets call it directly.
public actor SIPPhone {
    /// Its extension.
    public nonisolated let number: String
    /// All that happens, for one reader. What is asked for afterwards is in ``history``.
    public nonisolated let events: AsyncStream<SIPPhoneEvent>
    /// Every event so far.
    public internal(set) var history: [SIPPhoneEvent] = []
    /// How many calls came in, each counted once whatever was retransmitted.
    public internal(set) var rings = 0
    /// Whether the last REGISTER succeeded and was not undone since.
    public internal(set) var isRegistered = false
    /// What it does when it is called.
    public private(set) var behaviour: SIPPhoneBehaviour
    /// What it says while it is in a call.
    public private(set) var sound: Sound
    /// Whether a second call rings while one is on, rather than being refused with 486. The first is put on hold.
    public private(set) var hasCallWaiting = false

    nonisolated let eventLoop: any EventLoop
    /// The sound as it goes over the wire.
    private(set) var loop: [UInt8]
    let registrar: SocketAddress
    let displayName: String
    let eventSink: AsyncStream<SIPPhoneEvent>.Continuation
    let registrationID = SIPPhone.randomToken()
    var registrationSequence = 0
    var socket: (any Channel)?
    var isStopped = false
    var calls: [String: SIPCall] = [:]
    /// The Call-IDs of those that are not over.
    var openCalls: Set<String> = []
    /// All Call-IDs, in the order in which the calls began.
    var callOrder: [String] = []
    var unclaimedCalls: [SIPIncomingCall] = []
    var transactions: [String: ClientTransaction] = [:]
    var repetitions: [String: Repetition] = [:]
    var waiters: [Int: Waiter] = [:]
    var nextWaiter = 0
    var polling: Scheduled<Void>?
    var nextFrame = NIODeadline.now()
    var frames: Scheduled<Void>?

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        eventLoop.executor.asUnownedSerialExecutor()
    }

    /// Opens a phone's socket. It does not register by itself.
    ///
    /// - Parameters:
    ///   - number: Its extension, which is its user name too.
    ///   - port: The PBX's SIP port on 127.0.0.1.
    ///   - behaviour: What it does when it is called.
    ///   - sound: What it says while in a call; default: ``defaultTone(for:)``.
    ///   - displayName: Its own name in calls that it makes.
    /// - Throws: When no socket could be opened.
    public static func start(
        extension number: String, registrar port: Int, behaviour: SIPPhoneBehaviour = .answer(afterMilliseconds: 200),
        sound: Sound? = nil, displayName: String = ""
    ) async throws -> SIPPhone {
        let phone = SIPPhone(
            number: number, registrar: try SocketAddress(ipAddress: "127.0.0.1", port: port), behaviour: behaviour,
            sound: sound ?? .tone(defaultTone(for: number)), displayName: displayName)
        try await phone.open()
        return phone
    }

    /// A tone for each extension, at least 23 Hz from its neighbours and clear of the PBX's own tones.
    public static func defaultTone(for number: String) -> Int {
        700 + 23 * ((Int(number.filter(\.isNumber)) ?? 0) % 89)
    }

    /// The frequency that it says by default, in hertz.
    public nonisolated var tone: Int { Self.defaultTone(for: number) }

    private init(
        number: String, registrar: SocketAddress, behaviour: SIPPhoneBehaviour, sound: Sound, displayName: String
    ) {
        self.number = number
        self.registrar = registrar
        self.behaviour = behaviour
        self.sound = sound
        self.loop = MuLaw.encode(sound.loop)
        self.displayName = displayName
        eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        (events, eventSink) = AsyncStream.makeStream()
    }

    isolated deinit {
        // A test that threw before its `stop()` shall not leave a phone that answers the next test's calls.
        socket?.close(promise: nil)
        for call in calls.values { call.mediaChannel?.close(promise: nil) }
        eventSink.finish()
    }

    /// From the next call on.
    public func setBehaviour(_ behaviour: SIPPhoneBehaviour) {
        self.behaviour = behaviour
    }

    /// From the next 20 ms on.
    public func setSound(_ sound: Sound) {
        self.sound = sound
        loop = MuLaw.encode(sound.loop)
        for call in calls.values { call.media?.loop = loop }
    }

    /// From the next call on.
    public func setCallWaiting(_ hasCallWaiting: Bool) {
        self.hasCallWaiting = hasCallWaiting
    }

    /// Whether a call stands.
    public var isTalking: Bool { currentCall?.isActive == true }

    /// The Call-ID of the newest call that is not over.
    public var currentCallID: String? { currentCall?.callID }

    /// What was heard in the current or last call: 8 kHz, from the first packet on, or the last minutes of a
    /// call of more than ten.
    public func recording() -> [Int16] {
        lastCall?.media?.recorder.samples ?? []
    }

    /// The same of one call.
    public func recording(of callID: String) -> [Int16] {
        calls[callID]?.media?.recorder.samples ?? []
    }

    /// Presses keys during the call (RFC 4733).
    ///
    /// - Throws: ``SIPPhoneError/noCall(phone:action:)``.
    public func press(_ keys: String) throws {
        guard let call = currentCall, call.isActive else { throw noCall("press keys") }
        call.media?.press(keys)
    }

    /// Hangs up, unregisters and closes its sockets. Waiting for it afterwards fails at once.
    ///
    /// - Parameter abruptly: As if its plug were pulled: says nothing to anybody.
    public func stop(abruptly: Bool = false) async {
        guard !isStopped else { return }
        if !abruptly {
            // What the PBX answers to these does not matter any more, nor whether it still lives.
            for callID in openCalls {
                if let call = calls[callID] { try? await hangUp(call, timeout: .seconds(1)) }
            }
            if isRegistered { try? await register(expires: 0, timeout: .seconds(1)) }
            isRegistered = false
        }
        isStopped = true
        frames?.cancel()
        polling?.cancel()
        for call in calls.values { release(call) }
        for key in Array(repetitions.keys) { stopRepeating(key) }
        for key in Array(transactions.keys) { finish(key, .failure(SIPPhoneError.stopped(phone: number))) }
        for id in Array(waiters.keys) { failWaiter(id, SIPPhoneError.stopped(phone: number)) }
        eventSink.finish()
        let closing = socket
        socket = nil
        try? await closing?.close()
    }

    var lastCall: SIPCall? { callOrder.last.flatMap { calls[$0] } }
    /// The newest call that is not over.
    var currentCall: SIPCall? { callOrder.last { openCalls.contains($0) }.flatMap { calls[$0] } }

    func noCall(_ action: String) -> SIPPhoneError { .noCall(phone: number, action: action) }

    func emit(_ kind: SIPPhoneEvent.Kind, _ callID: String) {
        let event = SIPPhoneEvent(kind: kind, callID: callID, at: .now)
        history.append(event)
        eventSink.yield(event)
        pollWaiters()
    }

    /// Runs an action on this phone later.
    func schedule(
        in delay: TimeAmount, _ action: @escaping @Sendable (isolated SIPPhone) -> Void
    ) -> Scheduled<Void> {
        eventLoop.scheduleTask(in: delay) { [weak self] in self?.assumeIsolated(action) }
    }

    nonisolated static func randomToken() -> String {
        String(UInt64.random(in: .min ... .max), radix: 16)
    }
}
