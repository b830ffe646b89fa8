public import HelpDesk
import NIOHTTP1

extension AsteriskARI: ExtensionDirectory {
    /// Returns the list of `GET /endpoints` for the phones' technology.
    ///
    /// - Throws: `PBXError.gone` if Asterisk does not know the technology, `.refused`, `.unanswered`.
    public func extensions() async throws(PBXError) -> [PBXExtension] {
        try await client.extensions(configuration.phones)
    }
}

extension ARIClient {
    func extensions(_ phones: PhoneAddresses) async throws(PBXError) -> [PBXExtension] {
        let response = try await send(
            .GET, ["endpoints", phones.technology], limits: AnswerLimits(bytes: 16 << 20))
        guard response.isSuccess else { throw response.pbxError }
        return try decode([ARIAnswer.Endpoint].self, from: response, of: "endpoints").compactMap { endpoint in
            phones.number(ofResource: endpoint.resource).map { PBXExtension($0, endpoint.deviceState) }
        }
    }
}

extension ARIAnswer.Endpoint {
    /// The state of the device; Asterisk does not report here whether its phone rings.
    fileprivate var deviceState: DeviceState {
        switch state {
        case "online": channels.isEmpty ? .idle : .inUse
        case "offline": .unavailable
        default: .unknown
        }
    }
}
