import LocatedYAML

/// One request that opens a session; what it gives is kept until the CRM refuses it.
struct Login: Sendable {
    let request: StepRequest
    /// Whether the CRM let us in, whatever the status of its answer; over the context with the answer as `.login`.
    let found: JQProgram?
    /// What the CRM itself says where it did not.
    let message: JQProgram?
    /// What later programs see as `.session`: a token, a cookie, a user's id.
    let session: JQProgram

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: ["request", "session"], optional: ["found", "message"])
        guard let request = fields["request"], let session = fields["session"] else {
            throw node.failure("request and session are missing")
        }
        self.request = try StepRequest(request)
        found = try fields["found"]?.program()
        message = try fields["message"]?.program()
        self.session = try session.program()
    }

    var programs: [JQProgram] {
        request.programs + [found, message, session].compactMap(\.self)
    }
}
