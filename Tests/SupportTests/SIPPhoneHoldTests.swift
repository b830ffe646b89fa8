import Testing

@testable import TestSupport

extension SIPPhone {
    /// What it describes of a call in which the peer has described its own side.
    fileprivate func description(
        after peer: SessionDescription.Direction, isOnHold: Bool = false, isAnswer: Bool
    ) -> SessionDescription? {
        let call = SIPCall(
            callID: "1", isIncoming: false, invite: SIPMessage(request: "INVITE", uri: "sip:900@127.0.0.1"),
            peer: registrar, local: "<sip:101@127.0.0.1>", remote: "<sip:900@127.0.0.1>", target: "sip:900@127.0.0.1",
            sequence: 1)
        call.isOnHold = isOnHold
        call.remoteDescription = SessionDescription(address: "127.0.0.1", port: 4000, direction: peer)
        return SessionDescription(parsing: describe(call, isAnswer: isAnswer))
    }
}

@Suite struct SIPPhoneHoldTests {
    @Test("A call is taken back from hold in both directions, whatever was answered to the hold")
    func resumed() async throws {
        let phone = try await SIPPhone.start(extension: "101", registrar: 5060)
        let held = await phone.description(after: .sendrecv, isOnHold: true, isAnswer: false)
        let takenBack = await phone.description(after: .recvonly, isAnswer: false)
        let answered = await phone.description(after: .sendonly, isAnswer: true)
        await phone.stop(abruptly: true)
        #expect(held?.direction == .sendonly)
        #expect(takenBack?.direction == .sendrecv)
        #expect(answered?.direction == .recvonly)
    }
}
