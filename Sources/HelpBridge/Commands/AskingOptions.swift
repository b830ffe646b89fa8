import ArgumentParser

/// The operator who asks for help, and the route.
struct AskingOptions: ParsableArguments {
    @Option(name: .customLong("operator"), help: "The operator's extension.")
    var operatorExtension: String

    @Option(help: "The help route's code, such as '*5003'.")
    var route: String

    @Option(help: "The department to ask, in place of the operator's own.")
    var department: String?

    /// The request body for the API.
    var body: [String: String?] {
        ["operator": operatorExtension, "route": route, "department": department]
    }
}
