import HelpDesk

/// The answer of one source.
///
/// A class, since a struct would be copied into each suspended function.
final class SourceAnswer: Sendable {
    /// Remarks on results that do not reflect the source's current answer.
    enum Remark: String, Sendable, CaseIterable {
        /// Another source answered first.
        case overtaken
        /// There was no time left to ask the source.
        case notAsked = "not_asked"
        /// The source failed, and an earlier answer is used instead.
        case stale
    }

    let result: LookupReport.Result
    /// The people to ring, in order; only those who may be dialled, never the operator who asks.
    let candidates: [Candidate]
    /// The candidates' departments by their extensions, if the CRM reports them; for people who inspect the answer.
    let departments: [String: String]
    /// Why it is not found, for the log.
    let detail: String?
    /// The CRM's own message, if its mapping reads it.
    let message: String?
    /// The failure of the source; `nil` if it worked, even if it named nobody or a person who may not be dialled.
    let failure: LookupFailure?
    /// The number of requests, including those for tokens and sessions.
    let requests: Int
    let remark: Remark?

    init(
        result: LookupReport.Result, candidates: [Candidate] = [], departments: [String: String] = [:],
        detail: String? = nil, message: String? = nil, failure: LookupFailure? = nil, requests: Int = 0,
        remark: Remark? = nil
    ) {
        self.remark = remark
        self.result = result
        self.candidates = candidates
        self.departments = departments
        self.detail = detail
        self.message = message
        self.failure = failure
        self.requests = requests
    }

    convenience init(failure: LookupFailure, requests: Int = 0) {
        self.init(
            result: failure.result, detail: failure.detail, message: failure.message, failure: failure,
            requests: requests)
    }

    /// - Parameters:
    ///   - answer: the managers whom the CRM named.
    ///   - source: the source that answered.
    ///   - caller: the operator's extension.
    ///   - policy: decides which extensions may be dialled.
    ///   - requests: the number of requests sent.
    ///   - mask: hides the source's secrets in texts from the CRM or its mapping.
    convenience init(
        _ answer: ManagerAnswer, source: CandidateSource, caller: String, policy: DialPolicy, requests: Int = 0,
        mask: SecretMask = SecretMask([])
    ) {
        if let excess = answer.excess {
            self.init(result: .invalid, detail: excess, requests: requests)
            return
        }
        var flaw = answer.flaw
        var seen: Set<String> = [caller]
        var candidates: [Candidate] = []
        var departments: [String: String] = [:]
        var namesCaller = false
        for manager in answer.managers {
            let address = Self.address(of: manager, near: ExtensionAddress(caller).pbx, policy)
            guard policy.dialable(address) != nil else {
                let shown = Self.quoted(mask.exactly(manager.extension))
                flaw = flaw ?? "the extension \(shown) may not be dialled under pbx.numbers"
                continue
            }
            if address == caller { namesCaller = true }
            guard seen.insert(address).inserted else { continue }
            candidates.append(
                Candidate(extension: address, name: manager.name.map(mask.exactly), source: source))
            departments[address] = manager.department.map(mask.exactly)
        }
        if !candidates.isEmpty {
            let detail = flaw ?? (namesCaller ? "the operator, who is named as well, is passed over" : nil)
            self.init(
                result: .found, candidates: candidates, departments: departments, detail: detail, requests: requests)
        } else if let flaw {
            self.init(result: .invalid, detail: flaw, requests: requests)
        } else {
            self.init(
                result: .notFound, detail: namesCaller ? "the operator is their own manager" : "nobody is named",
                requests: requests)
        }
    }

    /// Returns a manager's address.
    ///
    /// Without a PBX from the CRM, the extension belongs to the operator's PBX.
    private static func address(
        of manager: ManagerAnswer.Manager, near pbx: String?, _ policy: DialPolicy
    ) -> String {
        if let named = manager.pbx {
            return policy.canonical(ExtensionAddress(manager.extension, pbx: named).text)
        }
        let named = ExtensionAddress(manager.extension)
        return named.pbx == nil
            ? ExtensionAddress(named.number, pbx: pbx).text : policy.canonical(manager.extension)
    }

    /// Quotes a text from a CRM for a log line.
    private static func quoted(_ text: String) -> String {
        text.prefix(40).debugDescription
    }
}
