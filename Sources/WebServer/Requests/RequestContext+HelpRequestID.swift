public import HelpDesk
public import Hummingbird

extension RequestContext {
    /// Returns the id of the help request that the path names.
    ///
    /// - Throws: `Problem.unknownRequest` if it is not a valid id.
    public func helpRequestID() throws -> HelpRequestID {
        let text = parameters.get("id") ?? ""
        guard let id = HelpRequestID(text) else { throw Problem.unknownRequest(String(text.prefix(64))) }
        return id
    }
}
