public import HelpDesk

/// The help desk, as the API and the pages need it.
public protocol HelpRequestService: Sendable {
    /// Validates a draft, commits it as a request, and starts its flow.
    ///
    /// - Returns: the request; it is on disk.
    /// - Throws: `HelpDeskError` when the draft is refused or could not be stored; then nobody is rung.
    func submit(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> HelpRequest
    /// The same, once for each key: a repetition rings nobody.
    ///
    /// - Parameter key: committed together with the request; `nil` when none was given.
    /// - Throws: `HelpDeskError`, also `idempotencyKeyInFlight` and `idempotencyKeyReused`.
    func submit(_ draft: HelpRequestDraft, once key: IdempotencyKey?) async throws(HelpDeskError) -> Submission
    /// Tells what a request would do, ringing nobody.
    ///
    /// - Throws: `HelpDeskError` when the draft is refused.
    func explain(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> Explanation
    /// The request as it is now; `nil` when there is none.
    func request(_ id: HelpRequestID) async throws -> HelpRequest?
    /// Newest first.
    func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest]
    /// Every request that has no end yet.
    func requestsInProgress() async throws -> [HelpRequest]
    /// The request with the revision that it got last; `nil` when there is none.
    func change(of id: HelpRequestID) async throws -> HelpRequestChange?
    /// Tells what becomes of a request until it has ended, or of all of them until the bridge stops.
    ///
    /// - Parameters:
    ///   - id: `nil` for all of them.
    ///   - revision: the last one that was told before; `nil` begins with how things stand.
    ///   - tell: may take its time.
    func watch(
        _ id: HelpRequestID?, after revision: Int64?, until stop: WatchStop,
        _ tell: (HelpRequestSignal) async throws -> Void
    ) async throws
    /// Gives a request up. One that is over already is returned as it is.
    func cancel(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest
    /// Makes a supervisor the next one who is rung, at once; others whose phones ring are cancelled. A repetition while
    /// they are being rung changes nothing.
    ///
    /// - Parameter number: the supervisor's extension, as a department's helper.
    /// - Returns: the request, as it is stored after that.
    /// - Throws: `HelpDeskError`: `unknownRequest`, `requestOver`, `alreadyAnswered`, `takesPart` for the operator
    ///   themselves, `forbiddenNumber`, `unknownHelper`.
    func take(_ id: HelpRequestID, by number: String) async throws(HelpDeskError) -> HelpRequest
    /// Rings a supervisor and brings them to the call of operator and helper. A repetition while they are there, or
    /// are being rung, changes their mode at the most.
    ///
    /// - Parameters:
    ///   - number: the supervisor's extension, as a department's helper.
    ///   - mode: one that comes to a live call.
    /// - Returns: the request, as it is stored after that; its `supervisors` tell how far they got.
    /// - Throws: `HelpDeskError`: `unknownRequest`, `requestOver`, `notConnected`, `takesPart`, `joiningUnsupported`,
    ///   `forbiddenNumber`, `unknownHelper`.
    func join(_ id: HelpRequestID, by number: String, mode: CallMode) async throws(HelpDeskError) -> HelpRequest
    /// Everybody whom a department names as a helper, and everybody who is paused, by extension.
    func helpers() -> [HelperStatus]
    /// One helper; somebody whom no department names may be known to a CRM.
    ///
    /// - Throws: `HelpDeskError.forbiddenNumber`.
    func helper(_ number: String) throws(HelpDeskError) -> HelperStatus
    /// Switches a helper's *do not disturb* on or off; running requests, but for emergencies, do not ring them from now
    /// on.
    ///
    /// - Parameter number: their extension, whether or not a department names them.
    /// - Throws: `HelpDeskError`: `forbiddenNumber`, `notStored`.
    func setPaused(_ number: String, _ isPaused: Bool) async throws(HelpDeskError) -> HelperStatus
}
