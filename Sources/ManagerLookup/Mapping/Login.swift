import LocatedYAML

/// A request that opens a session, which is kept until the CRM refuses it.
struct Login: Sendable {
    let request: StepRequest
    /// Whether the CRM accepted the login, regardless of the status; sees the context with the response as `.login`.
    let found: JQProgram?
    /// The CRM's own message if it refused.
    let message: JQProgram?
    /// The value of `.session` for later programs: a token, a cookie, a user's id.
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
