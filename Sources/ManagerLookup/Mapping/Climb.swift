import LocatedYAML

/// How a step repeats itself up a tree: a unit without a head asks its parent unit.
///
/// Each round has a key, `.climb` to its programs: the first is `from`, or null where there is none, the next ones are
/// `next` over the answer. The climb ends well when `until` is true over an answer, and with nobody when there is no further
/// key, a key comes back, or `atMost` rounds are over.
struct Climb: Sendable {
    /// More levels than any company has.
    static let maximumRounds = 32

    /// `nil` where the step's request knows by itself where to begin.
    let from: JQProgram?
    let until: JQProgram
    let next: JQProgram
    let atMost: Int

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: ["until", "next"], optional: ["from", "atMost"])
        guard let until = fields["until"], let next = fields["next"] else {
            throw node.failure("until and next are missing")
        }
        from = try fields["from"]?.program()
        self.until = try until.program()
        self.next = try next.program()
        atMost = try fields["atMost"]?.integer(in: 1...Self.maximumRounds) ?? 8
    }

    var programs: [JQProgram] { [from, until, next].compactMap(\.self) }
}
