public import HelpDesk
public import Hummingbird

extension RequestContext {
    /// The id of the help request that the path names.
    ///
    /// - Throws: `Problem.unknownRequest` when it is none.
    public func helpRequestID() throws -> HelpRequestID {
        let text = parameters.get("id") ?? ""
        guard let id = HelpRequestID(text) else { throw Problem.unknownRequest(String(text.prefix(64))) }
        return id
    }
}
