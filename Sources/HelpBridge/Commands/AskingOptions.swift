import ArgumentParser

/// Who asks for help, and which way.
struct AskingOptions: ParsableArguments {
    @Option(name: .customLong("operator"), help: "The operator's extension.")
    var operatorExtension: String

    @Option(help: "The help route's code, such as '*5003'.")
    var route: String

    @Option(help: "The department to ask, in place of the operator's own.")
    var department: String?

    /// As the API takes it.
    var body: [String: String?] {
        ["operator": operatorExtension, "route": route, "department": department]
    }
}
