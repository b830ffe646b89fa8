import LocatedYAML

/// How a step repeats itself up a tree: a unit without a head asks its parent unit.
///
/// Each round has a key, `.climb` to its programs: the first is `from`, the next ones are `next` over the answer. The
/// climb ends well when `until` is true over an answer, and with nobody when there is no further key, a key comes back,
/// or `atMost` rounds are over.
struct Climb: Sendable {
    /// More levels than any company has.
    static let maximumRounds = 32

    let from: JQProgram
    let until: JQProgram
    let next: JQProgram
    let atMost: Int

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: ["from", "until", "next"], optional: ["atMost"])
        guard let from = fields["from"], let until = fields["until"], let next = fields["next"] else {
            throw node.failure("from, until and next are missing")
        }
        self.from = try from.program()
        self.until = try until.program()
        self.next = try next.program()
        atMost = try fields["atMost"]?.integer(in: 1...Self.maximumRounds) ?? 8
    }

    var programs: [JQProgram] { [from, until, next] }
}
