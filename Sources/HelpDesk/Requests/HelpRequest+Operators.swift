extension HelpRequest {
    /// Returns the request as its operator may see it: without people who only listen, unless its route shows them.
    ///
    /// - Parameter callCenter: the current settings. A route that no longer exists shows no listeners.
    public func asOperatorsSeeIt(in callCenter: CallCenter) -> HelpRequest {
        callCenter.routes[route]?.options.showsListening == true ? self : withoutListeners
    }

    /// The request without the visits of people who only listen.
    var withoutListeners: HelpRequest {
        guard supervisors.contains(where: { $0.mode == .listen }) else { return self }
        var request = self
        request.supervisors.removeAll { $0.mode == .listen }
        return request
    }
}
