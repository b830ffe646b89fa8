/// Giving a request up by pressing again.
extension HelpDeskService {
    /// Orders an open request to be given up, and completes the record of the press's key with the answer.
    ///
    /// - Returns: the request as it is stored after that, if somebody says so in time.
    /// - Throws: `HelpDeskError` if the order cannot be given; a repetition with the same key gives it again.
    func withdraw(_ request: HelpRequest, by submitter: Submitter) async throws(HelpDeskError) -> HelpRequest {
        guard case .followed(let withdrawn) = try await ask(.withdraw, of: request.id) else {
            // The order may be carried out yet. Whoever is told that it failed would press once more.
            return (try? await stored(request.id)) ?? request
        }
        if let key = submitter.key {
            // Where this fails, a repetition gives the order again, which changes nothing.
            try? await ports.store.record(IdempotencyRecord(key, snapshot: withdrawn))
        }
        return withdrawn
    }
}
