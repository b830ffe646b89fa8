import HelpDesk

/// What one source said.
///
/// A class: each layer that waits would otherwise keep a copy.
final class SourceAnswer: Sendable {
    /// What was not the source's doing, or is not what it says now.
    enum Remark: String, Sendable, CaseIterable {
        /// Another one has answered first.
        case overtaken
        /// There was no time left for it.
        case notAsked = "not_asked"
        /// It has failed, and what it said some time ago serves in its place.
        case stale
    }

    let result: LookupReport.Result
    /// Whom to ring, in order; only people who may be dialled, never the operator who asks.
    let candidates: [Candidate]
    /// The candidates' departments by their extensions, where the CRM tells them; for people who look at the answer.
    let departments: [String: String]
    /// Why it is not found, for the log.
    let detail: String?
    /// What the CRM itself says about it, where its mapping reads that.
    let message: String?
    /// What went wrong at the source; `nil` when it did its work, also where it named nobody or somebody who may not be
    /// dialled.
    let failure: LookupFailure?
    /// How many requests it took, those for tokens and sessions included.
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
    ///   - answer: whom the CRM named.
    ///   - source: the CRM.
    ///   - caller: the operator's extension.
    ///   - policy: what may be dialled.
    ///   - requests: how many it took.
    ///   - mask: hides the source's secrets where the CRM, or its mapping, says them.
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

    /// Where a CRM names no PBX, an extension is one of the operator's.
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

    /// What a CRM sent, fit for a line of a log.
    private static func quoted(_ text: String) -> String {
        text.prefix(40).debugDescription
    }
}
