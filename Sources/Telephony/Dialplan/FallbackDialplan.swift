import Crypto
import Foundation
public import HelpDesk
import WebEncoding

/// The lines of the dialplan that serve a dialled request code while the bridge is away: a sentence from the PBX's own
/// disk, then the first helpers of the caller's department, one after the other.
public struct FallbackDialplan: Sendable {
    /// The sentences of a route, as paths on the PBX without their extension; `nil` plays nothing.
    public struct Sentences: Sendable, Equatable {
        public var requestSent: String?
        public var unavailable: String?

        public init(requestSent: String?, unavailable: String?) {
            self.requestSent = requestSent
            self.unavailable = unavailable
        }
    }

    static let context = "helpbridge-fallback"
    /// The extension of a call that reports which lines are loaded; its other end hears nothing.
    static let versionExtension = "version"
    /// The global variable with the version that the call reports.
    static let versionVariable = "HELPBRIDGE_FALLBACK"
    /// The number of helpers that are rung: callers who wait longer are helped sooner by another call.
    static let helpers = 3

    /// The version, which changes with everything that the lines depend on: operators, their departments and helpers,
    /// how they are dialled, the codes, the ringing times, and the sentences.
    public let version: String
    /// The lines of the context.
    public let lines: [String]

    /// - Parameters:
    ///   - callCenter: the operators, departments and helpers as in the table; helpers who are paused are rung too,
    ///     since that changes by the minute.
    ///   - policy: the rules for what may be dialled.
    ///   - pbx: the id of the PBX with this dialplan; `nil` for the default PBX.
    ///   - endpoint: the dial string of an extension, as in `pbx.endpoint`.
    ///   - trunk: the dial string of an extension of another PBX; if `nil`, those are not rung.
    ///   - codes: the lines of the request codes, which lead here.
    public init(
        callCenter: CallCenter, policy: DialPolicy, pbx: String? = nil, endpoint: String, trunk: String? = nil,
        reachedBy codes: [String]
    ) {
        var tables = callCenter
        tables.presences = [:]
        let operators = tables.operators.values.filter {
            $0.address.pbx == pbx && policy.dialable($0.extension) != nil
        }
        let ids = Set(operators.map(\.department)).sorted()
        let departments = Dictionary(uniqueKeysWithValues: zip(ids, 1...))
        var rest: [String] = []
        for agent in operators.sorted(by: { $0.extension < $1.extension }) {
            guard let number = departments[agent.department] else { continue }
            rest.append("exten => from-\(agent.address.number),1,Goto(department-\(number),1)")
        }
        for (id, number) in departments.sorted(by: { $0.value < $1.value }) {
            let ladder = Ladder(
                answer: LookupAnswer(), operatorExtension: "", department: id, rungs: [.department, .parents],
                callCenter: tables, policy: policy)
            let dialled = ladder.candidates.compactMap { policy.dialable($0.extension) }
                .filter { $0.pbx == pbx || trunk != nil }.prefix(Self.helpers)
            rest.append("; \(DialplanComment(tables.departments[id]?.name ?? id))")
            rest.append("exten => department-\(number),1,Answer()")
            rest.append(Self.play(Self.sentVariable))
            rest += dialled.map { helper in
                let other = trunk?.replacing("{pbx}", with: helper.pbx ?? policy.defaultPBX)
                let way = (helper.pbx == pbx ? endpoint : other ?? endpoint)
                let dial = "Dial(\(way.replacing("{extension}", with: helper.text)),${\(Self.secondsVariable)})"
                guard helper.pbx == pbx else { return " same => n,\(dial)" }
                return " same => n,ExecIf($[\"${\(Self.callerVariable)}\" != \"\(helper.text)\"]?\(dial))"
            }
            rest.append(" same => n,Goto(unavailable,1)")
        }
        rest += ["exten => unavailable,1,Answer()", Self.play(Self.unavailableVariable), " same => n,Hangup()"]
        // A caller who is not an operator.
        rest.append("exten => i,1,Goto(unavailable,1)")
        let all = (codes + rest).filter { !$0.hasPrefix(";") }
        let digest = SHA256.hash(data: Data(all.joined(separator: "\n").utf8))
        version = String([UInt8](digest).hexadecimal.prefix(12))
        lines =
            [
                "; While the bridge is away. Print all lines anew when operators, departments, helpers or routes change:",
                "; `helpbridge pbx check` says when they have.", "[\(Self.context)]",
                "exten => \(Self.versionExtension),1,Set(GLOBAL(\(Self.versionVariable))=\(version))",
                // The label is for the manager interface, which can check that it exists.
                " same => n(\(Self.label(version))),Hangup()",
            ] + rest
    }

    /// Returns the lines of a route's code that store what the fallback needs in the channel's variables.
    ///
    /// - Parameters:
    ///   - route: the route, whose ringing time applies to each helper.
    ///   - sentences: the sentences to play.
    public static func variables(_ route: Route, saying sentences: Sentences) -> [String] {
        [
            // Commas in a caller's number could make `Goto` lead anywhere.
            " same => n,Set(\(callerVariable)=${FILTER(0-9*#+,${CALLERID(num)})})",
            " same => n,Set(\(sentVariable)=\(sentences.requestSent ?? ""))",
            " same => n,Set(\(unavailableVariable)=\(sentences.unavailable ?? ""))",
            " same => n,Set(\(secondsVariable)=\(route.ringing.timeoutSeconds))",
        ]
    }

    /// The line that sends a call with these variables to the fallback.
    public static let entry = " same => n,Goto(\(context),from-${\(callerVariable)},1)"

    static func label(_ version: String) -> String { "v\(version)" }

    private static let callerVariable = "HELPBRIDGE_CALLER"
    private static let sentVariable = "HELPBRIDGE_SENT"
    private static let unavailableVariable = "HELPBRIDGE_UNAVAILABLE"
    private static let secondsVariable = "HELPBRIDGE_SECONDS"

    private static func play(_ variable: String) -> String {
        " same => n,ExecIf($[\"${\(variable)}\" != \"\"]?Playback(${\(variable)}))"
    }
}
