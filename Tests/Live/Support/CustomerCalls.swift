import ProgramTestSupport
import TestSupport
import Testing

/// The calls of a ``ScaleLab``'s operators with customers, and all that has happened to them.
struct CustomerCalls {
    private struct Call {
        let caller: SIPPhone
        let customer: SIPPhone
        /// At the operator's phone, which refuses other calls meanwhile.
        let callID: String
        /// How much each phone had to tell when the call stood.
        let told: [Int]
    }

    /// What Asterisk says of a channel that somebody does something to.
    private static let touches = [
        "Hangup", "HangupRequest", "SoftHangupRequest", "BridgeLeave", "Hold", "Unhold", "MusicOnHoldStart",
        "BlindTransfer", "AttendedTransfer", "Rename",
    ]

    private let lab: ScaleLab
    private let events: [AsteriskEvents]
    private var calls: [Call] = []
    /// Of both ends of each call, for each Asterisk.
    private var channels: [Set<String>] = []

    /// Lets the operators who ask in a live call dial their customers.
    static func begin(in lab: ScaleLab) async throws -> CustomerCalls {
        var events: [AsteriskEvents] = []
        for one in lab.labs {
            events.append(
                try await AsteriskEvents.follow(port: one.amiPort, username: one.username, password: one.password))
        }
        return try await CustomerCalls(lab, events)
    }

    private init(_ lab: ScaleLab, _ events: [AsteriskEvents]) async throws {
        self.lab = lab
        self.events = events
        for desk in lab.desks {
            guard let customer = desk.customer else { continue }
            let caller = desk.phone
            try await caller.call(customer.number)
            let callID = try #require(await caller.currentCallID)
            try await caller.waitUntilHearing(tone: customer.tone, callID)
            try await customer.waitUntilHearing(tone: caller.tone)
            calls.append(
                Call(
                    caller: caller, customer: customer, callID: callID,
                    told: [await caller.history.count, await customer.history.count]))
        }
        // Nobody else has called yet.
        channels = events.map { Set($0.channels("Newchannel")) }
        try #require(channels.map(\.count).reduce(0, +) == 2 * calls.count)
    }

    /// Checks that each goes on as it was, and that there is nothing else left on either Asterisk.
    func check() async throws {
        for (index, one) in lab.labs.enumerated() {
            try await one.waitUntilOnly(channels[index])
            for touch in Self.touches {
                let touched = channels[index].intersection(events[index].channels(touch))
                #expect(touched.isEmpty, "\(touch) at \(lab.pbxs[index])")
            }
        }
        for call in calls {
            try await call.caller.waitUntilHearing(tone: call.customer.tone, call.callID)
            try await call.customer.waitUntilHearing(tone: call.caller.tone)
            // Not so much as a re-INVITE; an operator's phone may have refused another call.
            #expect(await call.customer.history.count == call.told[1], "the customer \(call.customer.number)")
            #expect(await Self.news(of: call.callID, at: call.caller, after: call.told[0]).isEmpty)
        }
        for events in events { await events.stop() }
    }

    private static func news(of callID: String, at phone: SIPPhone, after count: Int) async -> [SIPPhoneEvent] {
        await phone.history.dropFirst(count).filter { $0.callID == callID }
    }
}

extension PBXLab {
    /// Waits until there are no channels but these.
    fileprivate func waitUntilOnly(_ wanted: Set<String>) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            let lines = try await console("core show channels concise").split(separator: "\n")
            // The last column is the unique id.
            let ids = lines.compactMap { $0.split(separator: "!").last.map(String.init) }
            if Set(ids) == wanted { return }
            guard ContinuousClock.now < deadline else {
                throw BridgeFailure(description: "channels \(wanted) are wanted, and there are: \(lines)")
            }
            // Nothing tells when the last channel is gone; the console has to be asked.
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
