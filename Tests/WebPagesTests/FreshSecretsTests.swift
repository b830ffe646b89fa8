import ConcurrencyPrimitives
import Foundation
import Testing

@testable import WebPages

@Suite("Secrets that have just been made")
struct FreshSecretsTests {
    private static let secret = FreshSecrets.Secret(text: "s3cret", name: "CRM")

    @Test("Secrets that have just been made are for whoever has made them, and for some minutes")
    func limits() {
        let now = Locked(Date(timeIntervalSince1970: 1_800_000_000))
        let secrets = FreshSecrets { now.withLock { $0 } }
        let key = secrets.keep(Self.secret, for: "reza")
        #expect(secrets.secret(key, for: "reza") == Self.secret)
        #expect(secrets.secret(key, for: "sara") == nil)
        #expect(secrets.secret("", for: "reza") == nil)
        now.withLock { $0 += 299 }
        #expect(secrets.secret(key, for: "reza") == Self.secret)
        now.withLock { $0 += 2 }
        #expect(secrets.secret(key, for: "reza") == nil)
    }

    @Test("A hundred secrets that have just been made are kept, and the oldest goes first")
    func most() {
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let count = Locked(0)
        let secrets = FreshSecrets {
            count.withLock { count in
                count += 1
                return start.addingTimeInterval(Double(count) / 100)
            }
        }
        let keys = (0...100).map { _ in secrets.keep(Self.secret, for: "reza") }
        let isKept = keys.map { secrets.secret($0, for: "reza") != nil }
        #expect(isKept == [false] + Array(repeating: true, count: 100))
    }
}
