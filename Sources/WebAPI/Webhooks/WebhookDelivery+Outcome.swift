import Administration
import Foundation
import HTTPTypes
import HelpDesk
import WebServer

extension WebhookDelivery {
    private static let maximumTextLength = 300

    /// Creates the record of a delivery.
    ///
    /// - Parameters:
    ///   - post: the received request.
    ///   - verdict: what the delivery asks for.
    ///   - result: the outcome or the problem.
    ///   - receivedAt: the time of receipt.
    init(
        _ post: WebhookPost, _ verdict: WebhookVerdict, _ result: Swift.Result<WebhookIntake.Outcome, Problem>,
        _ receivedAt: Date
    ) {
        self.init(
            endpoint: post.endpoint, receivedAt: receivedAt, deliveryId: nil, result: .refused, status: 0, code: nil,
            reason: nil, request: nil, size: post.body.count, isProven: verdict.isProven)
        deliveryId = verdict.deliveryId.map { String($0.prefix(Self.maximumTextLength)) }
        switch result {
        case .success(let outcome):
            self.result = outcome.result
            switch outcome {
            case .ignored: status = 204
            case .accepted(let id, _): (status, request) = (202, id)
            case .repeated(let id, _): (status, request) = (200, id)
            case .tooOld(let reason): (status, self.reason) = (204, String(reason.prefix(Self.maximumTextLength)))
            }
        case .failure(let problem):
            status = problem.status.code
            code = problem.code
            reason = String(problem.detail.prefix(Self.maximumTextLength))
        }
    }
}
