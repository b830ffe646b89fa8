import Foundation
import HelpDesk

/// The API's form of a listening, in which somebody was on an operator's call.
struct ListeningBody: Encodable {
    private enum CodingKeys: CodingKey {
        case request, role, `extension`, name, mode, `operator`, department, customer, startedAt, milliseconds
    }

    let listening: Listening

    init(_ listening: Listening) {
        self.listening = listening
    }

    /// Encodes unknown values as `null`.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(listening.id.request.text, forKey: .request)
        try container.encode(listening.role.rawValue, forKey: .role)
        try container.encode(listening.extension, forKey: .extension)
        try container.encode(listening.name, forKey: .name)
        try container.encode(listening.mode.rawValue, forKey: .mode)
        try container.encode(listening.operator, forKey: .operator)
        try container.encode(listening.department, forKey: .department)
        try container.encode(listening.customer, forKey: .customer)
        try container.encode(listening.startedAt, forKey: .startedAt)
        try container.encode(listening.milliseconds, forKey: .milliseconds)
    }
}
