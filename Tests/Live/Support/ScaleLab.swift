import ConcurrencyPrimitives
import Foundation
import ProgramTestSupport
import TestSupport

/// Two real Asterisks with a trunk between them, phones on both, and customers' calls that nobody may touch.
///
/// On each are three operators, of whom two talk with a customer all the time, and the third has calls with helpers
/// only. Each operator has two helpers of their own: the first one on the other PBX, behind the trunk, the second one
/// on theirs.
final class ScaleLab: ScalePBX {
    /// Somebody who asks for help, their phone, and whose phones ring for them.
    struct Desk: Sendable {
        let caller: ScaleOperator
        let phone: SIPPhone
        /// The customer with whom they talk.
        let customer: SIPPhone?
        /// As `302@shiraz`, and their phones.
        let helpers: [(name: String, phone: SIPPhone)]
    }

    static let callCode = "*5003"
    static let liveCode = "*5004"

    let pbxs = ["main", "shiraz"]
    /// Each of the bridges is looked at several times for each request, on a machine that has real calls to carry.
    let patience = Duration.milliseconds(200)
    let labs: [PBXLab]
    let desks: [Desk]
    private let relays: [String: [TCPRelay]]
    private let seen: Locked<[ScaleOrder]>
    private let cuts = Locked(0)

    init(labs: [PBXLab], desks: [Desk], relays: [String: [TCPRelay]], seen: Locked<[ScaleOrder]>) {
        self.labs = labs
        self.desks = desks
        self.relays = relays
        self.seen = seen
    }

    var operators: [ScaleOperator] { desks.map(\.caller) }

    var callCenter: String {
        let departments = desks.enumerated().map { index, desk in
            let helpers = desk.helpers.map { "{\(Self.address($0.name)), name: \"\($0.name)\"}" }
            return "  - {id: d\(index), name: \"d\(index)\", helpers: [\(helpers.joined(separator: ", "))]}"
        }
        let people = desks.enumerated().map { index, desk in
            "  - {\(Self.address(desk.caller.number)), name: \"\(desk.caller.number)\", department: d\(index)}"
        }
        let rest = "detection: department, voice: en, prompts: {requestSent: {text: \"A moment\"}}"
        return """
            departments:
            \(departments.joined(separator: "\n"))
            operators:
            \(people.joined(separator: "\n"))
            routes:
              - {code: "\(Self.callCode)", name: Call, mode: consult, \(rest)}
              - {code: "\(Self.liveCode)", name: Live, mode: whisper, \(rest)}
            """
    }

    /// `extension: "101", pbx: shiraz` for `101@shiraz`.
    private static func address(_ name: String) -> String {
        let parts = name.split(separator: "@")
        return "extension: \"\(parts[0])\"" + (parts.count > 1 ? ", pbx: \(parts[1])" : "")
    }

    func configuration(of bridge: String) -> String {
        let entries = zip(pbxs, zip(labs, relays[bridge] ?? [])).map { id, ends in
            let (lab, relay) = ends
            return """
                  - id: \(id)
                    driver: ari
                    trunk: "PJSIP/{extension}@{pbx}"
                    ari: {url: "\(lab.ari.replacing(":\(lab.ariPort)", with: ":\(relay.port)"))", application: helpbridge, \
                username: "\(lab.username)", password: "\(lab.password)"}
                """
        }
        return "pbxs:\n" + entries.joined(separator: "\n")
    }

    func orders() async -> [ScaleOrder] { seen.withLock { $0 } }

    /// Its connections break; every second time, they say nothing any more instead.
    func cutOff(_ bridge: String) async {
        let count = cuts.withLock { count in
            count += 1
            return count
        }
        for relay in relays[bridge] ?? [] { relay.cut(count.isMultiple(of: 2) ? .silent : .broken) }
    }

    func mend() async {
        for relay in relays.values.joined() { relay.mend() }
    }

    /// The helper has helped, and hangs up.
    func joined(_ caller: ScaleOperator) async throws {
        guard let desk = desks.first(where: { $0.caller == caller }) else { return }
        for (_, phone) in desk.helpers where await phone.isTalking {
            do {
                try await phone.hangUp()
            } catch SIPPhoneError.noCall {
                // It has ended meanwhile.
            }
        }
    }

    /// The calls that have come in at the phones of operators and helpers, how many of them through the trunk, and
    /// those that were a second one for the same request: at the same helper's phone, and at the phone of the operator
    /// who has asked.
    func invitations() async -> (count: Int, trunk: Int, helpers: [String], callers: [String]) {
        let rings = await orders().sorted { $0.at < $1.at }
        var (count, trunk) = (0, 0)
        var (helpers, callers): ([String], [String]) = ([], [])
        for desk in desks {
            for (name, phone) in [(desk.caller.number, desk.phone)] + desk.helpers {
                let calls = Self.incoming(await phone.history)
                count += calls.count
                if name == desk.helpers[0].name { trunk += calls.count }
                let number = String(name.prefix { $0.isNumber })
                let again = Self.again(calls, rings.filter { $0.ringing?.extension == number })
                if name == desk.caller.number { callers += again } else { helpers += again }
            }
        }
        return (count, trunk, helpers, callers)
    }

    private static let nothing = "nothing that was ordered"

    /// The requests for which one phone was rung more than once, with all that was ordered of it for them.
    ///
    /// An order may be carried out late, when the next request has begun, or never: a call belongs to the newest order
    /// before it to which none belongs yet.
    private static func again(_ calls: [ContinuousClock.Instant], _ orders: [ScaleOrder]) -> [String] {
        var waiting: [ScaleOrder] = []
        var rest = orders[...]
        var found: [String: [ContinuousClock.Instant]] = [:]
        for call in calls {
            let before = rest.prefix { $0.at <= call }
            rest = rest.dropFirst(before.count)
            waiting += before
            found[waiting.popLast()?.ringing?.request ?? Self.nothing, default: []].append(call)
        }
        return found.filter { $0.value.count > 1 || $0.key == Self.nothing }.map { request, calls in
            let began = calls[0]
            let orders = orders.filter { $0.ringing?.request == request }
                .map { "\($0.bridge) at \(began.duration(to: $0.at)): \($0.line)" }
            let later = calls.dropFirst().map { "\(began.duration(to: $0))" }
            return "\(request) again after \(later.joined(separator: ", ")); \(orders.joined(separator: "; "))"
        }
    }

    private static func incoming(_ history: [SIPPhoneEvent]) -> [ContinuousClock.Instant] {
        history.compactMap { event in
            if case .invited(let call) = event.kind { call.at } else { nil }
        }
    }
}
