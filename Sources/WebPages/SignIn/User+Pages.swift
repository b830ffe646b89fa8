import Administration

extension User {
    /// Which help requests are their business.
    var view: RequestView { Credential(self).view }

    /// The extension on which they ask for help, as far as it is known.
    ///
    /// - Parameter last: what their browser remembers; an operator has their own ones, whatever it remembers of
    ///   somebody else.
    func asking(_ last: String?) -> String? {
        guard let last, role != .operator || extensions.contains(last) else { return self.extension }
        return last
    }

    /// The path of the user's start page.
    var home: String {
        switch role {
        case .operator: "/panel"
        case .supervisor: "/supervisor"
        case .admin: "/admin"
        }
    }
}
