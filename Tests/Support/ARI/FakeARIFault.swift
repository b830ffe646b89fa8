/// What goes wrong with a REST call to a ``FakeARI``.
public enum FakeARIFault: Sendable {
    /// It is not carried out and gets this answer.
    case answers(status: Int, body: String)
    /// It is carried out and answered, that much later.
    case delays(Duration)
    /// It is not carried out, and the connection is closed.
    case disconnects
    /// It is carried out, and the connection is closed instead of an answer.
    case losesAnswer
}
