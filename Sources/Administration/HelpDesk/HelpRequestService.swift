public import HelpDesk

/// The help desk, as the API and the pages need it.
public protocol HelpRequestService: Sendable {
    /// Validates a draft, commits it as a request, and starts its flow.
    ///
    /// - Parameter mayAct: whether a request that the operator has open is one that whoever asks may see and cancel.
    /// - Returns: the request; it is on disk. Where a second press gives up the one that is open: as it is stored after that,
    ///   or as it was if nobody says so in time.
    /// - Throws: `HelpDeskError` when the draft is refused or could not be stored; then nobody is rung. `alreadyAsked`
    ///   when the open request is not theirs.
    func submit(
        _ draft: HelpRequestDraft, mayAct: @escaping @Sendable (HelpRequest) -> Bool
    ) async throws(HelpDeskError) -> HelpRequest
    /// The same, once for each key: a repetition rings nobody.
    ///
    /// - Parameters:
    ///   - key: committed together with the request; `nil` when none was given.
    ///   - mayAct: asked also of the request that a repetition would get.
    /// - Throws: `HelpDeskError`, also `idempotencyKeyInFlight` and `idempotencyKeyReused`.
    func submit(
        _ draft: HelpRequestDraft, once key: IdempotencyKey?, mayAct: @escaping @Sendable (HelpRequest) -> Bool
    ) async throws(HelpDeskError) -> Submission
    /// Tells what a request would do, ringing nobody.
    ///
    /// - Throws: `HelpDeskError` when the draft is refused.
    func explain(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> Explanation
    /// The request as it is now; `nil` when there is none.
    func request(_ id: HelpRequestID) async throws -> HelpRequest?
    /// Newest first.
    func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest]
    /// All open requests.
    func requestsInProgress() async throws -> [HelpRequest]
    /// The request with the revision that it got last; `nil` when there is none.
    func change(of id: HelpRequestID) async throws -> HelpRequestChange?
    /// Tells the changes of a request until it has ended, or of all of them until the bridge stops.
    ///
    /// - Parameters:
    ///   - id: `nil` for all of them.
    ///   - revision: the last one that the caller knows; `nil` begins with the requests as they are.
    ///   - tell: may take its time.
    func watch(
        _ id: HelpRequestID?, after revision: Int64?, until stop: WatchStop,
        _ tell: (HelpRequestSignal) async throws -> Void
    ) async throws
    /// Cancels a request. One that is over already is returned as it is.
    ///
    /// - Returns: the request as it is stored after that.
    /// - Throws: `HelpDeskError`: `unknownRequest`; `notStored` when it cannot be read; `notRunning` when the bridge that has
    ///   its PBX has not answered in time: it may be carried out all the same, as every order that is answered so.
    func cancel(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest
    /// Rings a supervisor next, at once, and stops all other phones that ring for the request. Repeating it while their
    /// phone rings changes nothing.
    ///
    /// - Parameter number: the supervisor's extension; a department must name them as a helper.
    /// - Returns: the request as it is stored afterwards.
    /// - Throws: `HelpDeskError`: `unknownRequest`, `requestOver`, `alreadyAnswered`, `takesPart` for the operator,
    ///   `forbiddenNumber`, `unknownHelper`, `notRunning`, `notStored`.
    func take(_ id: HelpRequestID, by number: String) async throws(HelpDeskError) -> HelpRequest
    /// Rings a supervisor and lets them join the call of operator and helper. Repeating it while they are on the call, or
    /// while their phone rings, can only change their mode.
    ///
    /// - Parameters:
    ///   - number: the supervisor's extension; a department must name them as a helper.
    ///   - mode: any but `consult`.
    /// - Returns: the request as it is stored afterwards; its `supervisors` show how far they got.
    /// - Throws: `HelpDeskError`: `unknownRequest`, `requestOver`, `notConnected`, `takesPart`, `unsupportedMode`,
    ///   `joiningUnsupported`, `forbiddenNumber`, `unknownHelper`, `notRunning`, `notStored`.
    func join(_ id: HelpRequestID, by number: String, mode: CallMode) async throws(HelpDeskError) -> HelpRequest
    /// All helpers that departments name, and whoever else is not online and is no operator, sorted by extension.
    var helpers: [PersonStatus] { get }
    /// All helpers and operators, sorted by extension.
    var people: [PersonStatus] { get }
    /// What the PBX has said of helpers' phones a few seconds ago, by extension; it is asked only while somebody looks.
    var phoneStates: [String: DeviceState] { get }
    /// One helper. No department has to name them: a CRM may know them.
    ///
    /// - Throws: `HelpDeskError.forbiddenNumber`.
    func helper(_ number: String) throws(HelpDeskError) -> PersonStatus
    /// A helper or an operator.
    ///
    /// - Throws: `HelpDeskError.forbiddenNumber`.
    func person(_ number: String) throws(HelpDeskError) -> PersonStatus
    /// Says whether somebody may be rung. While they are not online, their phone does not ring for open requests other
    /// than emergencies; if it is ringing for one, that stops.
    ///
    /// - Parameter number: their extension, whether or not a department names them.
    /// - Throws: `HelpDeskError`: `forbiddenNumber`, `notStored`.
    func setPresence(_ state: Presence.State, of number: String) async throws(HelpDeskError) -> PersonStatus
}

extension HelpDeskService: HelpRequestService {}
