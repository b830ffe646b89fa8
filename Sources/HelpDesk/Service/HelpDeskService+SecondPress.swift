/// Cancelling a request by pressing again.
extension HelpDeskService {
    /// Orders an open request to be cancelled, and completes the record of the press's key with the answer.
    ///
    /// - Returns: the request as it is stored after that; as it was if no answer came in time.
    /// - Throws: `HelpDeskError` if the order cannot be given; a repetition with the same key gives it again.
    func withdraw(_ request: HelpRequest, by submitter: Submitter) async throws(HelpDeskError) -> HelpRequest {
        guard case .followed(let withdrawn) = try await ask(.withdraw, of: request) else {
            // The order may still be carried out: a client that saw an error would press again.
            return (try? await stored(request.id)) ?? request
        }
        if let key = submitter.key {
            // If this fails, a repetition gives the order again, which changes nothing.
            try? await ports.store.record(IdempotencyRecord(key, snapshot: withdrawn))
        }
        return withdrawn
    }
}
