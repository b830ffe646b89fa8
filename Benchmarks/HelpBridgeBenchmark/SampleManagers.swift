import ConcurrencyPrimitives
import HelpDesk
import TestSupport

/// A CRM that names a new manager in every answer, so that no prompt is cached.
final class SampleManagers: Sendable {
    private static let first = ["سارا", "مریم", "رضا", "حسین", "نسرین", "پروین", "علی", "امیر", "زهرا", "کاوه"]
    private static let middle = [
        "کریمی", "محمدی", "رستمی", "احمدی", "حسینی", "کاظمی", "رضایی", "مرادی", "جعفری", "صادقی",
    ]
    private static let last = [
        "تهرانی", "شیرازی", "تبریزی", "اصفهانی", "کرمانی", "گیلانی", "یزدی", "قمی", "اهوازی", "همدانی",
    ]

    private let count = Locked(Int.random(in: 0..<1000))

    func answer(_ request: ReceivedRequest) -> [FaultServer.Step] {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let name = [
            Self.first[number % 10], Self.middle[number / 10 % 10], Self.last[number / 100 % 10],
        ].joined(separator: " ")
        return .answer(text: #"{"manager":{"extension":"900","name":"\#(name)","department":"support"}}"#)
    }
}
