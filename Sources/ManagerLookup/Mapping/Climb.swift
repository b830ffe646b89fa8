import LocatedYAML

/// The repetition of a step up a tree: a unit without a head asks its parent unit.
///
/// Each round has a key, `.climb` to its programs. The first key is `from`, or null without `from`; each further key is
/// `next` applied to the answer. The climb succeeds if `until` is true for an answer, and ends with nobody if there is
/// no further key, a key repeats, or `atMost` rounds are over.
struct Climb: Sendable {
    /// More levels than any company has.
    static let maximumRounds = 32

    /// `nil` if the step's request determines the start itself.
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
