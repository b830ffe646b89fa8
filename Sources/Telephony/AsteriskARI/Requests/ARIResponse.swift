import Foundation
import HelpDesk

/// The whole answer to a REST call, whatever its status.
struct ARIResponse: Sendable {
    private struct Problem: Decodable {
        var error: String?
        var message: String?
    }

    let status: Int
    let body: [UInt8]

    /// Whether the call was carried out.
    var isSuccess: Bool { (200...299).contains(status) }

    /// Asterisk's own words: some answers have them in `error`, others in `message`.
    var problem: String {
        let decoded = try? JSONDecoder().decode(Problem.self, from: Data(body))
        return decoded?.error ?? decoded?.message ?? "no reason given"
    }

    /// The error for the caller, if the answer is not a success.
    var pbxError: PBXError {
        switch status {
        case 404: .gone
        case 401: .refused("401: Asterisk does not know the user or the password, see pbx.ari and ari.conf")
        case 403: .refused("403: the user of pbx.ari may only read, see read_only in ari.conf")
        default: .refused("\(status): \(problem)")
        }
    }
}
