import HelpDesk
import LocatedYAML

// How the phones of a route ring: how it is read, and how it is written.

extension CallCenterReader {
    func ringing(_ field: SettingField?) -> RingingPolicy {
        var ringing = RingingPolicy()
        guard
            let mapping = field?.mapping([
                "strategy", "timeoutSeconds", "totalSeconds", "operatorSeconds", "rounds", "skipBusy", "atOnce",
                "firstRingSeconds",
            ])
        else { return ringing }
        if let strategy: RingingPolicy.Strategy = mapping.optional("strategy")?.word() { ringing.strategy = strategy }
        func seconds(_ key: String, _ range: ClosedRange<Int>) -> Int? {
            mapping.optional(key)?.integer(in: range, of: "seconds")
        }
        ringing.timeoutSeconds = seconds("timeoutSeconds", 1...300) ?? ringing.timeoutSeconds
        ringing.totalSeconds = seconds("totalSeconds", 1...3600) ?? ringing.totalSeconds
        ringing.operatorSeconds = seconds("operatorSeconds", 1...300) ?? ringing.operatorSeconds
        ringing.firstRingSeconds = seconds("firstRingSeconds", 1...60)
        if let rounds = mapping.optional("rounds")?.integer(in: 1...10, of: "rounds") { ringing.rounds = rounds }
        if let skipBusy = mapping.optional("skipBusy")?.boolean() { ringing.skipBusy = skipBusy }
        if let atOnce = mapping.optional("atOnce")?.integer(in: 1...50, of: "phones") { ringing.atOnce = atOnce }
        return ringing
    }
}

extension CallCenterWriter {
    static func ringing(_ ringing: RingingPolicy) -> LocatedValue {
        LocatedValue.object(of: [
            ("strategy", .word(ringing.strategy.rawValue)), ("timeoutSeconds", .integer(ringing.timeoutSeconds)),
            ("totalSeconds", .integer(ringing.totalSeconds)), ("operatorSeconds", .integer(ringing.operatorSeconds)),
            ("rounds", .integer(ringing.rounds)), ("skipBusy", .boolean(ringing.skipBusy)),
            ("atOnce", .integer(ringing.atOnce)),
            ("firstRingSeconds", ringing.firstRingSeconds.map(LocatedValue.integer)),
        ]).compact
    }
}
