@testable import Telephony

extension AMIMessage {
    init(_ fields: [String: String]) {
        self.init(fields.map { (name: $0.key, value: $0.value) })
    }
}
