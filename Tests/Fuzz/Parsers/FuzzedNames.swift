import HelpDesk

@testable import Telephony

/// How things are named on the PBX: the inputs that are kept are about a request that bears no mark.
enum FuzzedNames {
    static let names: PBXNames = {
        guard let request = HelpRequestID("01a1ee56-5e00-7000-8abc-0123456789ab") else {
            preconditionFailure("it is one")
        }
        return PBXNames(installation: "fuzz", application: "helpbridge", unmarked: [request])
    }()
}
