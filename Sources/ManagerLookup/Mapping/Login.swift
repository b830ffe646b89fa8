import LocatedYAML

/// One request that opens a session; what it gives is kept until the CRM refuses it.
struct Login: Sendable {
    let request: StepRequest
    /// Whether the CRM let us in; over the context with the answer as `.login`.
    let found: JQProgram?
    /// What later programs see as `.session`: a token, a cookie, a user's id.
    let session: JQProgram

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: ["request", "session"], optional: ["found"])
        guard let request = fields["request"], let session = fields["session"] else {
            throw node.failure("request and session are missing")
        }
        self.request = try StepRequest(request)
        found = try fields["found"]?.program()
        self.session = try session.program()
    }

    var programs: [JQProgram] {
        request.programs + [found, session].compactMap(\.self)
    }
}
