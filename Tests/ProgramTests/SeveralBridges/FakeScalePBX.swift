import ProgramTestSupport
import TestSupport

/// A scripted Asterisk, whose phones answer at once and hang up soon.
struct FakeScalePBX: ScalePBX {
    let ari: FakeARI

    let pbxs = ["main"]
    let operators = (101...106).map { ScaleOperator(number: "\($0)", route: "*5003") }
    let patience = Duration.milliseconds(20)

    static func run(_ body: (FakeScalePBX) async throws -> Void) async throws {
        var fake = FakeARISettings()
        fake.otherPhones = .answers()
        fake.talking = .milliseconds(100)
        fake.otherUsernames = ScaleSite.bridges
        try await FakeARI.run(fake) { try await body(FakeScalePBX(ari: $0)) }
    }

    var callCenter: String {
        let people = operators.map { "  - {extension: \"\($0.number)\", name: \"\($0.number)\", department: support}" }
        return """
            departments:
              - {id: support, name: Support, helpers: [{extension: "200", name: Sara}, {extension: "201", name: Reza}]}
            operators:
            \(people.joined(separator: "\n"))
            routes:
              - {code: "*5003", name: Help, detection: department, voice: en, mode: consult}
            """
    }

    func configuration(of bridge: String) -> String {
        "pbx: {driver: ari, ari: {url: \"\(ari.url)\", application: helpbridge, username: \(bridge), password: secret}}"
    }

    func orders() async -> [ScaleOrder] {
        await ari.requests.compactMap { request in
            request.account.flatMap {
                ScaleOrder(
                    by: $0, at: "main", method: request.method, path: request.path, received: request.receivedAt)
            }
        }
    }

    func cutOff(_ bridge: String) async {
        await ari.cutOff([bridge])
        await ari.dropEventStreams()
    }

    func mend() async {
        await ari.cutOff([])
    }

    /// They hang up by themselves.
    func joined(_ caller: ScaleOperator) {}

    /// The helpers whose phones were rung, and those that were rung twice for one request.
    func rings() async -> (count: Int, twice: [String]) {
        let rings = await ari.rings.filter { $0.channel.contains("-m") }
        let twice = Dictionary(grouping: rings) { "\($0.channel.prefix(39)) \($0.phone)" }.filter { $0.value.count > 1 }
        return (rings.count, twice.keys.sorted())
    }
}
