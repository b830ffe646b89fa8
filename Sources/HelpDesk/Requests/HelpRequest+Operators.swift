extension HelpRequest {
    /// The request as its operator may know it: who only listens is left out, unless its route shows them.
    ///
    /// - Parameter callCenter: the settings of now. A route that has gone shows nobody.
    public func asOperatorsSeeIt(in callCenter: CallCenter) -> HelpRequest {
        callCenter.routes[route]?.options.showsListening == true ? self : withoutListeners
    }

    /// The request as it would be if nobody had come who only listens.
    var withoutListeners: HelpRequest {
        guard supervisors.contains(where: { $0.mode == .listen }) else { return self }
        var request = self
        request.supervisors.removeAll { $0.mode == .listen }
        return request
    }
}
