import HelpDesk

/// What one source said.
struct SourceAnswer: Sendable, Equatable {
    var result: LookupReport.Result
    /// Whom to ring, in order; only people who may be dialled, never the operator himself.
    var candidates: [Candidate] = []
    /// Why it is not found, for the log.
    var detail: String?
    /// What went wrong at the source; `nil` when it did its work, also where it named nobody or somebody who may not be
    /// dialled.
    var failure: LookupFailure?
    /// How many requests it took, those for tokens and sessions included.
    var requests = 0

    init(result: LookupReport.Result, candidates: [Candidate] = [], detail: String? = nil, requests: Int = 0) {
        self.result = result
        self.candidates = candidates
        self.detail = detail
        self.requests = requests
    }

    init(failure: LookupFailure) {
        self.init(result: failure.result, detail: failure.detail)
        self.failure = failure
    }

    /// - Parameters:
    ///   - answer: whom the CRM named.
    ///   - source: `crm:<source id>`.
    ///   - caller: the operator's extension.
    ///   - policy: what may be dialled.
    init(_ answer: ManagerAnswer, source: String, caller: String, policy: DialPolicy) {
        var flaw = answer.flaw
        var seen: Set<String> = [caller]
        var candidates: [Candidate] = []
        for manager in answer.managers {
            guard policy.dialable(manager.extension) != nil else {
                flaw = flaw ?? "the extension \(Self.quoted(manager.extension)) may not be dialled under pbx.numbers"
                continue
            }
            guard seen.insert(manager.extension).inserted else { continue }
            candidates.append(Candidate(extension: manager.extension, name: manager.name, source: source))
        }
        if !candidates.isEmpty {
            self.init(result: .found, candidates: candidates, detail: flaw)
        } else if let flaw {
            self.init(result: .invalid, detail: flaw)
        } else {
            let onlyHimself = !answer.managers.isEmpty
            self.init(result: .notFound, detail: onlyHimself ? "the operator is his own manager" : "nobody is named")
        }
    }

    /// What a CRM sent, fit for a line of a log.
    private static func quoted(_ text: String) -> String {
        text.prefix(40).debugDescription
    }
}
