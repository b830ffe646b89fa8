extension SIPPhone {
    /// Registers for an hour and waits for the PBX's confirmation.
    ///
    /// - Throws: ``SIPPhoneError`` when the PBX refuses or does not answer.
    public func register() async throws {
        try await register(expires: 3600)
        isRegistered = true
    }

    func register(expires: Int, timeout: Duration = .seconds(120)) async throws {
        registrationSequence += 1
        let address = "<sip:\(number)@\(domain)>"
        var request = makeRequest(
            "REGISTER", uri: "sip:\(domain)", from: "\(address);tag=\(Self.randomToken())", to: address,
            callID: registrationID, sequence: registrationSequence)
        request.append("Expires", String(expires))
        try require(await self.request(request, timeout: timeout), of: "REGISTER")
    }
}
