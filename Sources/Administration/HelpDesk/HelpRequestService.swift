public import HelpDesk

/// The help desk, as the API and the pages use it.
public protocol HelpRequestService: Sendable {
    /// Validates a draft, commits it as a request, and starts its flow.
    ///
    /// - Parameter mayAct: whether the caller may see and cancel the operator's open request.
    /// - Returns: the request; it is on disk. Where a second press gives up the one that is open: as it is stored after
    ///   that, or as it was if nobody says so in time.
    /// - Throws: `HelpDeskError` when the draft is refused or could not be stored; then nobody is rung. `alreadyAsked`
    ///   when the open request is not theirs.
    func submit(
        _ draft: HelpRequestDraft, mayAct: @escaping @Sendable (HelpRequest) -> Bool
    ) async throws(HelpDeskError) -> HelpRequest
    /// Submits a draft like ``submit(_:mayAct:)``, but only once per key: a repetition rings nobody.
    ///
    /// - Parameters:
    ///   - key: committed together with the request; `nil` if none was given.
    ///   - mayAct: also called with the request that a repetition would return.
    /// - Throws: `HelpDeskError`, also `idempotencyKeyInFlight` and `idempotencyKeyReused`.
    func submit(
        _ draft: HelpRequestDraft, once key: IdempotencyKey?, mayAct: @escaping @Sendable (HelpRequest) -> Bool
    ) async throws(HelpDeskError) -> Submission
    /// Returns what a request would do, without ringing anybody.
    ///
    /// - Throws: `HelpDeskError` if the draft is refused.
    func explain(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> Explanation
    /// Returns the current request; `nil` if it does not exist.
    func request(_ id: HelpRequestID) async throws -> HelpRequest?
    /// Returns requests, newest first.
    func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest]
    /// Returns all open requests.
    func requestsInProgress() async throws -> [HelpRequest]
    /// Returns the request with its latest revision; `nil` if it does not exist.
    func change(of id: HelpRequestID) async throws -> HelpRequestChange?
    /// Reports the changes of a request until it ends, or of all requests until the bridge stops.
    ///
    /// - Parameters:
    ///   - id: the request; `nil` for all of them.
    ///   - revision: the last revision that the caller knows; `nil` begins with the current requests.
    ///   - tell: called with each change; may take its time.
    func watch(
        _ id: HelpRequestID?, after revision: Int64?, until stop: WatchStop,
        _ tell: (HelpRequestSignal) async throws -> Void
    ) async throws
    /// Cancels a request.
    ///
    /// A request that is already over is returned unchanged.
    ///
    /// - Returns: the request as stored afterwards.
    /// - Throws: `HelpDeskError`: `unknownRequest`; `notStored` if the request cannot be read; `notRunning` if the
    ///   bridge that owns its PBX did not answer in time: like every order answered that way, it may still be carried
    ///   out.
    func cancel(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest
    /// Rings a supervisor at once, and stops all other phones that ring for the request.
    ///
    /// Repeating it while their phone rings changes nothing.
    ///
    /// - Parameter number: the supervisor's extension; a department must name them as a helper.
    /// - Returns: the request as stored afterwards.
    /// - Throws: `HelpDeskError`: `unknownRequest`, `requestOver`, `alreadyAnswered`, `takesPart` for the operator,
    ///   `forbiddenNumber`, `unknownHelper`, `notRunning`, `notStored`.
    func take(_ id: HelpRequestID, by number: String) async throws(HelpDeskError) -> HelpRequest
    /// Rings a supervisor and joins them to the call of operator and helper.
    ///
    /// Repeating it while they are on the call, or while their phone rings, can only change their mode.
    ///
    /// - Parameters:
    ///   - number: the supervisor's extension; a department must name them as a helper.
    ///   - mode: any but `consult`.
    /// - Returns: the request as stored afterwards; its `supervisors` show how far they got.
    /// - Throws: `HelpDeskError`: `unknownRequest`, `requestOver`, `notConnected`, `takesPart`, `unsupportedMode`,
    ///   `joiningUnsupported`, `forbiddenNumber`, `unknownHelper`, `notRunning`, `notStored`.
    func join(_ id: HelpRequestID, by number: String, mode: CallMode) async throws(HelpDeskError) -> HelpRequest
    /// All helpers that departments name, and all others who are not online and not operators, sorted by extension.
    var helpers: [PersonStatus] { get }
    /// All helpers and operators, sorted by extension.
    var people: [PersonStatus] { get }
    /// The states of helpers' phones, by extension, as the PBX reported them a few seconds ago; it is asked only while
    /// somebody looks.
    var phoneStates: [String: DeviceState] { get }
    /// Returns a helper.
    ///
    /// No department has to name them: a CRM may know them.
    ///
    /// - Throws: `HelpDeskError.forbiddenNumber`.
    func helper(_ number: String) throws(HelpDeskError) -> PersonStatus
    /// Returns a helper or an operator.
    ///
    /// - Throws: `HelpDeskError.forbiddenNumber`.
    func person(_ number: String) throws(HelpDeskError) -> PersonStatus
    /// Sets whether somebody may be rung.
    ///
    /// While they are not online, their phone does not ring for open requests other than emergencies; if it is ringing
    /// for another request, that stops.
    ///
    /// - Parameter number: their extension, whether or not a department names them.
    /// - Throws: `HelpDeskError`: `forbiddenNumber`, `notStored`.
    func setPresence(_ state: Presence.State, of number: String) async throws(HelpDeskError) -> PersonStatus
}

extension HelpDeskService: HelpRequestService {}
